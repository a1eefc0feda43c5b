"""Which pages show a term."""

from pages.carrying import conditions
from pages.models import PageEditoriale
from taxonomy.models import Terme, Territoire, at_or_below


def pages_portant(term: Terme) -> set[int]:
    """Live pages that show `term`: those that carry it, or carry something below it."""
    terms = Territoire.objects.filter(at_or_below([term.slug])) if isinstance(term, Territoire) else [term.pk]
    found: set[int] = set()
    # One query for each way: joined by OR, none of them would find its index.
    for condition in conditions(type(term), terms):
        found |= set(PageEditoriale.objects.filter(condition, live=True).values_list("pk", flat=True))
    return found
