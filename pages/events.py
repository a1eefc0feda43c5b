"""What the receivers of several rooms ask of an event: does it touch what visitors read, and which pages."""

from pages.carrying import conditions
from pages.models import PageEditoriale
from taxonomy.models import Terme, Territoire, at_or_below

#: Columns that a draft, a lock or a comment writes: nothing that a visitor reads.
COLONNES_DE_BROUILLON = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
        "go_live_at",
        "expire_at",
        "approved_schedule",
        "owner",
    }
)


def pages_portant(term: Terme) -> set[int]:
    """Live pages that show `term`: those that carry it, or carry something below it."""
    terms = Territoire.objects.filter(at_or_below([term.slug])) if isinstance(term, Territoire) else [term.pk]
    found: set[int] = set()
    # One query for each way: joined by OR, none of them would find its index.
    for condition in conditions(type(term), terms):
        found |= set(PageEditoriale.objects.filter(condition, live=True).values_list("pk", flat=True))
    return found
