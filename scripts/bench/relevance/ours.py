"""Our search over the fiches: the engine, the plan, the widening and the order of the groups, without a database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from scripts.bench.relevance.fiches import Fiche
from scripts.bench.relevance.measures import DEPTH, Ask


@contextmanager
def ours(pages: Sequence[Fiche], engine_name: str, vectors: str = "") -> Iterator[Ask]:
    """What a visitor of a site with these pages finds, with the words that ship and nothing that editors added.

    `vectors`: what SEARCH_VECTORS names.
    """
    # Django is set up by now, not when this module is read.
    from django.test import override_settings
    from django.utils import timezone

    from search.answers.widening import answered, grouped
    from search.contract.query import SearchQuery, Visibility
    from search.engines.base import Rebuild
    from search.lexique.current import shipped_lexique
    from search.planning.planner import planned_text
    from search.temoins.throwaway import document, empty_index

    lexique = shipped_lexique()
    visibility = Visibility(timezone.localdate().isoformat())
    with override_settings(SEARCH_VECTORS=vectors), empty_index(engine_name) as engine:
        documents = (replace(document(page.number, page.titre), chapo=page.chapo, corps=page.corps) for page in pages)
        engine.rebuild(Rebuild(documents, 1, lambda: (2, [], set())))

        def ask(text: str) -> list[int]:
            query = SearchQuery(text=text, visibility=visibility, size=DEPTH)
            settled, raw, _ = answered(engine, planned_text(query, lexique))
            return [hit.id for hit in (grouped(raw.hits) if settled.plan.is_widened else raw.hits)]

        yield ask
