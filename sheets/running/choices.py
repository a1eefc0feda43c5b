"""What an organisation has decided: which column a heading is, which term a word means. Kept for the next sheet."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import QuerySet

from sheets.meaning.cells import fold
from sheets.models import Correspondance

COLUMN, TERM = "colonne.", "terme."


def decided_terms(organisation: int | None) -> dict[str, dict[str, str]]:
    """By facette: folded text → slug, "" for what is left out."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for what, text, value in _kept(organisation).filter(quoi__startswith=TERM).values_list("quoi", "texte", "valeur"):
        found[what.removeprefix(TERM)][text] = value
    return found


def decide_term(*, organisation: int | None, facette: str, text: str, slug: str) -> None:
    """Keep that this text means this term, or none ("")."""
    _keep(organisation, f"{TERM}{facette}", text, slug)


def decided_columns(organisation: int | None, sort: str) -> dict[str, str]:
    """Folded heading → key of our column, "" for what is left out."""
    return dict(_kept(organisation).filter(quoi=f"{COLUMN}{sort}").values_list("texte", "valeur"))


def decide_columns(*, organisation: int | None, sort: str, chosen: Mapping[str, str]) -> None:
    """Keep which column each heading is."""
    for heading, key in chosen.items():
        _keep(organisation, f"{COLUMN}{sort}", heading, key)


def _kept(organisation: int | None) -> QuerySet[Correspondance]:
    return Correspondance.objects.filter(organisation=organisation or 0)


def _keep(organisation: int | None, what: str, text: str, value: str) -> None:
    folded = fold(text)[:250]
    if folded:
        Correspondance.objects.update_or_create(
            organisation=organisation or 0, quoi=what, texte=folded, defaults={"valeur": value}
        )
