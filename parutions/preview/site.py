"""The site as it will be: one answer, made within a transaction that lets the set appear and is then rolled back.

Pages, lists and menus read the database, and so read what is in the transaction. The search asks a copy of the index
into which the pages of the set were written; its files are linked, not copied. Nothing of it leaves: what rooms would
write for others is forgotten with the gathering, what they keep in the cache is kept in one that ends with the answer,
and what they remember by the generation of the index is remembered under one that no index ever has.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from secrets import randbelow
from typing import Any
from uuid import uuid4

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from wagtail.signal_handlers import disable_reference_index_auto_update

from ground.news.gathering import gathering
from parutions.applying import apply_one, in_order
from parutions.models import PageDeParution, Parution
from search.documents.builder import documents_of
from search.engines import answering_with
from search.engines.base import EngineError
from search.index import outbox
from search.index.linked import linked_engine
from search.index.models import EcritureIndex
from search.state.models import EtatIndex

#: No index has been written so often.
NO_GENERATION = 2**40


@dataclass(slots=True)
class Preview:
    """What could not be shown: pages that would not appear, and whether the search is that of today."""

    missing: list[str] = field(default_factory=list)
    search_is_of_today: bool = False


@contextmanager
def site_as_it_will_be(parution: Parution, *, now: datetime) -> Iterator[Preview]:
    """Within it, this thread reads the site with the set in it. Whatever is written meanwhile is taken back."""
    preview = Preview()
    elements = list(parution.elements.select_related("page", "destination", "revision__user"))
    with ExitStack() as stack:
        stack.enter_context(own_cache())
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        gathered = stack.enter_context(gathering())
        stack.callback(gathered.forget)
        before = EtatIndex.objects.values_list("termes", flat=True).first()
        with disable_reference_index_auto_update():
            preview.missing = _apply(elements, parution, now)
        touched = set(gathered.of(outbox.record))
        _begin_a_generation(before)
        _search(stack, preview, touched)
        yield preview


def _apply(elements: Sequence[PageDeParution], parution: Parution, now: datetime) -> list[str]:
    """Do what can be done; the titles of the pages for which nothing could."""
    missing = [one.titre for one in elements if one.page is None]
    for one in in_order(elements):
        try:
            with transaction.atomic():
                apply_one(one, by=parution.preparee_par, now=max(now, parution.le))
        except Exception:  # noqa: BLE001  the gate says why; the others are shown all the same
            missing.append(one.titre)
    return missing


def _begin_a_generation(before: int | None) -> None:
    """What this thread remembers by the state of the index is taken for that of no index that is."""
    state = {"generation": NO_GENERATION + randbelow(NO_GENERATION)}
    if EtatIndex.objects.values_list("termes", flat=True).first() != before:
        state["termes"] = NO_GENERATION + randbelow(NO_GENERATION)
    if not EtatIndex.objects.update(**state):
        EtatIndex.objects.create(pk=EtatIndex.LIGNE, **state)


def _search(stack: ExitStack, preview: Preview, touched: set[int]) -> None:
    """Let a copy of the index answer, with what has changed written into it."""
    documents = documents_of(touched)
    shown = {document.id for document in documents}
    EcritureIndex.objects.filter(page_id__in=shown).delete()
    try:
        engine = stack.enter_context(linked_engine())
        engine.write(documents, touched - shown, 1)
    except (EngineError, OSError):
        preview.search_is_of_today = True
        return
    stack.enter_context(answering_with(engine))


@contextmanager
def own_cache() -> Iterator[None]:
    """This thread keeps and reads what is cached apart from all others."""
    name = f"parution-{uuid4().hex}"
    before: Any = caches["default"]
    caches["default"] = LocMemCache(name, {})
    try:
        yield
    finally:
        caches["default"].clear()
        caches["default"] = before
