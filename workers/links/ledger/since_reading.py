"""What has happened at the partners' since each page was read: what they changed, and what no longer answers."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from liens.models import Lien, OccurrenceLien
from pages.reading.beside import tell_beside

ADDRESSES_NAMED = 2


def register() -> None:
    """Show it in the list « À relire » from now on."""
    tell_beside("liens", news_of, with_news)


def news_of(keys: Collection[int]) -> Mapping[int, list[str]]:
    """By page: a sentence for links to look at, and one for addresses that changed since it was read."""
    broken: dict[int, set[str]] = defaultdict(set)
    changed: dict[int, dict[str, Any]] = defaultdict(dict)
    cited = OccurrenceLien.objects.filter(page_id__in=keys, en_ligne=True)
    for page, host in cited.filter(lien__in=Lien.objects.a_regarder()).values_list("page_id", "lien__url"):
        broken[page].add(host)
    found = _changed(cited).values_list("page_id", "lien__hote", "lien__suivi__contenu_change_le")
    for page, host, when in found.order_by("lien__suivi__contenu_change_le"):
        changed[page][host] = when
    told: dict[int, list[str]] = {}
    for page in keys:
        sentences = []
        if count := len(broken[page]):
            sentences.append(f"{count} lien{'s' if count > 1 else ''} à regarder.")
        for host, when in list(changed[page].items())[-ADDRESSES_NAMED:]:
            sentences.append(f"{host} a changé le {timezone.localtime(when):%d/%m/%Y}.")
        if sentences:
            told[page] = sentences
    return told


def with_news(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Pages of which one of the two is told."""
    cited = OccurrenceLien.objects.filter(page_id=OuterRef("pk"), en_ligne=True)
    return pages.filter(Exists(cited.filter(lien__in=Lien.objects.a_regarder())) | Exists(_changed(cited)))


def _changed(cited: QuerySet[OccurrenceLien]) -> QuerySet[OccurrenceLien]:
    """Those of links whose content changed after the day on which their page was read."""
    read = Coalesce(F("page__relu_le"), TruncDate("page__first_published_at"))
    return cited.annotate(lue=read, change=TruncDate("lien__suivi__contenu_change_le")).filter(change__gt=F("lue"))
