"""Has one ressource take the place of another one: what would move, and the merge itself, in one transaction.

The one that goes is withdrawn, not deleted: its versions, its comments and its history stay to be read, and its address
leads to the one that stays. What both say of the thing is the editor's to write; links and terms that only the first
has are added to the draft of the second, which is published at once where that may be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page

from comite.eyes import publication_refused
from doublons.addresses import place_of
from doublons.merging.citations import Citations, count_citations, move_citations
from doublons.merging.following import followers
from doublons.merging.refusals import refusal
from doublons.models import FusionDeRessources, PaireDeDoubles
from pages.freshness.publishing import without_reading
from pages.models import LienRessource, PageEditoriale, PagePartenaire, PageTerritoire, Ressource
from pages.rights.changing import what_is_missing, why_not_published

ACTION, ACTION_SOURCE = "doublons.fusionner", "doublons.fusionnee"
TICKED = ("acteurs", "domaines", "odds", "boites")
LISTED = {"territoires_lies": (PageTerritoire, "territoire"), "partenaires_lies": (PagePartenaire, "partenaire")}


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a merge would do. `liens`, `termes`: what would be added; `citations`: where the one that goes is named;
    `suivent`: what else moves, in words; `pas_publiee`: why what is added waits as a draft, "" when it does not."""

    liens: tuple[LienRessource, ...]
    termes: tuple[str, ...]
    citations: Citations
    pages: tuple[PageEditoriale, ...]
    suivent: tuple[str, ...]
    redirections: int
    pas_publiee: str


def forecast(*, source: Ressource, cible: Ressource, by: Any, termes: bool = True) -> Forecast:
    """What would happen, nothing being changed."""
    old, draft = _latest(source), _latest(cible)
    liens, added = _missing_links(old, draft), _missing_terms(old, draft) if termes else {}
    citations = count_citations(source)
    named = tuple(f"{label}" for values in added.values() for label in map(str, values))
    moving = [(one, one.count(source)) for one in followers()]
    return Forecast(
        liens=tuple(liens),
        termes=named,
        citations=citations,
        pages=tuple(PageEditoriale.objects.filter(pk__in=list(citations.pages)).order_by("title")),
        suivent=tuple(
            [one.says(count) for one, count in moving if count]
            + [f"{count} {words[count > 1]}" for words, count in citations.others.items()]
        ),
        redirections=Redirect.objects.filter(redirect_page=source).count(),
        pas_publiee=why_not_published(cible, by) if liens or named else "",
    )


@transaction.atomic
def merge_ressources(*, source: Ressource, cible: Ressource, by: Any, termes: bool = True) -> FusionDeRessources:
    """Have `cible` take the place of `source`. Raises ValidationError, with why it cannot."""
    pages = {page.pk: page for page in Ressource.objects.select_for_update(of=("self",)).filter(
        pk__in=[source.pk, cible.pk])}  # fmt: skip
    source, cible = pages[source.pk], pages[cible.pk]
    said = refusal(source=source, cible=cible, by=by)
    if said:
        raise ValidationError(said)
    added = _take_over(source, cible, by, termes)
    citations = move_citations(source, cible)
    moved = {one.words[1]: count for one in followers() if (count := one.move(source, cible))}
    redirections = _redirect(source, cible)
    _withdraw(source, by)
    PaireDeDoubles.objects.filter(Q(premiere=source) | Q(seconde=source)).delete()
    bilan = {
        **added,
        "citations": citations.places,
        "versions": citations.versions,
        "redirections": redirections,
        **{words[1]: count for words, count in citations.others.items()},
        **moved,
    }
    fusion, _ = FusionDeRessources.objects.update_or_create(
        source=source, defaults={"cible": cible, "par": by, "bilan": bilan}
    )
    titles = {"source": source.pk, "ancienne": source.get_admin_display_title()}
    log(instance=cible, action=ACTION, user=by, data={**titles, "bilan": bilan})
    named = {"cible": cible.pk, "nouvelle": cible.get_admin_display_title()}
    log(instance=source, action=ACTION_SOURCE, user=by, data=named)
    return fusion


def _latest(page: Ressource) -> Ressource:
    latest: Ressource = page.get_latest_revision_as_object()
    return latest


def _missing_links(source: Ressource, cible: Ressource) -> list[LienRessource]:
    """The links of the one that lead where none of the other does, each place once."""
    known = {_place(one.url) for one in cible.liens.all()}
    missing = []
    for one in source.liens.all():
        if _place(one.url) not in known:
            known.add(_place(one.url))
            missing.append(LienRessource(libelle=one.libelle, url=one.url, role=one.role))
    return missing


def _place(url: str) -> str:
    place = place_of(url)
    return place.text if place else url


def _missing_terms(source: Ressource, cible: Ressource) -> dict[str, list[Any]]:
    """By list, the terms that only the first has."""
    found: dict[str, list[Any]] = {}
    for name in TICKED:
        found[name] = _beside(getattr(source, name).all(), getattr(cible, name).all())
    for name, (_, field) in LISTED.items():
        found[name] = _beside(
            (getattr(one, field) for one in getattr(source, name).all()),
            (getattr(one, field) for one in getattr(cible, name).all()),
        )
    return {name: values for name, values in found.items() if values}


def _beside(mine: Iterable[Any], theirs: Iterable[Any]) -> list[Any]:
    known = {one.pk for one in theirs}
    return [one for one in mine if one.pk not in known]


def _take_over(source: Ressource, cible: Ressource, by: Any, termes: bool) -> dict[str, Any]:
    """Add what only the first has to the draft of the second, and publish it where that may be."""
    old, draft = _latest(source), _latest(cible)
    liens, added = _missing_links(old, draft), _missing_terms(old, draft) if termes else {}
    count = sum(map(len, added.values()))
    if not liens and not added:
        return {"liens": 0, "termes": 0}
    rows = [*draft.liens.all(), *liens]
    for rank, one in enumerate(rows):
        one.sort_order = rank
    draft.liens = rows
    for name, values in added.items():
        if name in TICKED:
            setattr(draft, name, [*getattr(draft, name).all(), *values])
        else:
            model, field = LISTED[name]
            known = list(getattr(draft, name).all())
            last = max((row.sort_order or 0 for row in known), default=-1) + 1
            made = [model(**{field: one, "sort_order": rank}) for rank, one in enumerate(values, last)]
            setattr(draft, name, [*known, *made])
    reason = why_not_published(cible, by)
    revision = draft.save_revision(user=by, clean=False, log_action=True)
    if not reason and not what_is_missing(draft) and not publication_refused(user=by, page=cible, revision=revision):
        with without_reading():
            revision.publish(user=by)
    return {"liens": len(liens), "termes": count, "brouillon": reason}


def _redirect(source: Ressource, cible: Ressource) -> int:
    """The addresses of the one lead to the other: its own, those of its copies, and those that led to it."""
    Redirect.objects.filter(redirect_page__in=[source.pk, *source.aliases.values_list("pk", flat=True)]).update(
        redirect_page=cible
    )
    for page in (source, *Page.objects.filter(alias_of=source)):
        parts = page.get_url_parts()
        if parts is None or not page.live:
            continue
        path = Redirect.normalise_path(parts[2])
        Redirect.objects.update_or_create(
            old_path=path, site=None, defaults={"redirect_page": cible, "redirect_link": "", "is_permanent": True}
        )
    return Redirect.objects.filter(redirect_page=cible).count()


def _withdraw(source: Ressource, by: Any) -> None:
    if source.live:
        source.unpublish(user=by)
    # Nobody is asked to finish it: what is left of it is there to be read.
    Page.objects.filter(pk=source.pk).update(has_unpublished_changes=False)
