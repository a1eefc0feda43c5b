"""The pages that editors put above the hits: on the first page of a search by words alone, if they may be found."""

from search.contract.results import PromotedPage
from search.documents.builder import documents_of
from search.enums import Tri
from search.planning.planner import Planned
from search.promotions.current import PAGES_AU_PLUS, promoted_ids


def promoted(planned: Planned) -> tuple[PromotedPage, ...]:
    """What is put forward for this search, in the editors' order. They count among no total: the hits have them too."""
    query = planned.query
    if not query.text or query.selection or query.page > 1 or query.tri != Tri.PERTINENCE:
        return ()
    ids = promoted_ids(query.text, planned.state.termes, query.visibility.withheld)
    if not ids:
        return ()
    found = {one.id: one for one in documents_of(ids)}
    shown = (found[one] for one in ids if one in found)
    return tuple(PromotedPage(one.id, one.titre, one.url, one.chapo) for one in shown)[:PAGES_AU_PLUS]
