"""A trace as its readers see it: who, what, to what, for which organisation; by a fixed number of queries.

Comments are told without their text, which is for those who work on the page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.permissions import policy_registry

from comite.traces.enums import SorteTrace
from comite.traces.models import Trace
from comite.traces.naming import names_of

UNKNOWN = "Acte que le site ne connaît plus"
#: Where Wagtail would say « Créé(e) » of anything.
OURS: Mapping[str, str] = {
    "wagtail.create": "Création",
    "wagtail.edit": "Modification",
    "wagtail.delete": "Suppression",
    "wagtail.publish": "Publication",
    "wagtail.publish.scheduled": "Publication prévue, faite",
    "wagtail.unpublish": "Retrait du site",
    "wagtail.unpublish.scheduled": "Retrait du site prévu, fait",
    "wagtail.lock": "Verrou posé",
    "wagtail.unlock": "Verrou levé",
    "wagtail.apitoken.create": "Jeton de l’API créé",
    "wagtail.apitoken.revoke": "Jeton de l’API révoqué",
    "wagtail.workflow.start": "Soumission à la relecture",
    "wagtail.workflow.approve": "Approbation",
    "wagtail.workflow.reject": "Renvoi pour compléments",
    "wagtail.workflow.resume": "Reprise de la relecture",
    "wagtail.workflow.cancel": "Relecture abandonnée",
}
DRAFT = "Brouillon enregistré"
COMMENTS = "wagtail.comments."
BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """`url`: where what it was done to is changed or read; "" where it is gone, or no page."""

    le: datetime
    qui: str
    sorte: str
    acte: str
    objet: str
    organisation: str
    url: str = ""


def lines_of(traces: Sequence[Trace], *, reader: Any = None) -> list[Line]:
    """The lines of these traces, in their order. `reader`: for whom pages are linked; None links nothing."""
    of_pages = PageLogEntry.objects.in_bulk([one.de_page_id for one in traces if one.de_page_id])
    of_objects = ModelLogEntry.objects.in_bulk([one.d_objet_id for one in traces if one.d_objet_id])
    entries: list[Any] = [of_pages.get(one.de_page_id) or of_objects.get(one.d_objet_id) for one in traces]
    names = names_of(key for one in traces for key in (one.compte, one.concerne))
    addresses = _addresses({entry.page_id for entry in of_pages.values()}, reader) if reader else {}
    return [
        Line(
            le=trace.le,
            qui=names[trace.compte],
            sorte=trace.get_sorte_display(),
            acte=_act(entry),
            objet=names[trace.concerne] if trace.concerne is not None else entry.label,
            organisation=trace.nom,
            url=addresses.get(entry.page_id, "") if trace.sorte == SorteTrace.PAGE else "",
        )
        for trace, entry in zip(traces, entries, strict=True)
    ]


def in_batches(traces: Any) -> Iterator[list[Trace]]:
    """All of them, newest first, a few hundred at a time: no list is longer, and what is written meanwhile waits."""
    last: Trace | None = None
    while True:
        rest = traces
        if last is not None:
            rest = rest.filter(Q(le__lt=last.le) | Q(le=last.le, pk__lt=last.pk))
        found = list(rest.order_by("-le", "-pk")[:BATCH])
        if not found:
            return
        yield found
        last = found[-1]


def _act(entry: Any) -> str:
    if entry.formatter is None:
        return UNKNOWN
    if entry.action in OURS:
        return DRAFT if isinstance(entry, PageLogEntry) and entry.action == "wagtail.edit" else OURS[entry.action]
    if entry.action.startswith(COMMENTS):
        return str(entry.formatter.label)
    try:
        return str(entry.message)
    except (KeyError, AttributeError, TypeError):
        # An entry from before its action said what it says today.
        return str(entry.formatter.label)


def _addresses(pages: Iterable[int], reader: Any) -> dict[int, str]:
    there = Page.objects.filter(pk__in=list(pages), depth__gt=1).order_by()
    policy: Any = policy_registry.get_by_type(Page)
    mine = policy.instances_user_has_permission_for(reader, "change").order_by().values("pk")
    changed = set(there.filter(pk__in=mine).values_list("pk", flat=True))
    return {
        key: reverse("wagtailadmin_pages:edit" if key in changed else "comite_lire", args=[key])
        for key in there.values_list("pk", flat=True)
    }
