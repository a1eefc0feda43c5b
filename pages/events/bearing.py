"""Which pages show a term."""

from collections.abc import Collection

from pages.carrying import Terms, conditions
from pages.models import PageEditoriale
from taxonomy.models import Terme, Territoire, at_or_below

#: How many keys one question to the database holds.
KEYS_AT_ONCE = 500


def pages_portant(term: Terme) -> set[int]:
    """Live pages that show `term`: those that carry it, or carry something below it."""
    terms = Territoire.objects.filter(at_or_below([term.slug])) if isinstance(term, Territoire) else [term.pk]
    return _live_with(type(term), terms)


def pages_with(territoires: Collection[int]) -> set[int]:
    """Live pages that carry one of these territoires itself, by their keys."""
    found: set[int] = set()
    ordered = sorted(territoires)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        found |= _live_with(Territoire, ordered[start : start + KEYS_AT_ONCE])
    return found


def _live_with(model: type[Terme], terms: Terms) -> set[int]:
    found: set[int] = set()
    # One query for each way: joined by OR, none of them would find its index.
    for condition in conditions(model, terms):
        found |= set(PageEditoriale.objects.filter(condition, live=True).values_list("pk", flat=True))
    return found
