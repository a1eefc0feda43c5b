"""The index changes with the database, for pages that appear together: none is found before the others.

The index is written while the transaction is open, unseen (`SearchEngine.unseen`), and shown once it is committed:
what is new, what has changed and what is withdrawn, at once. A process that opens the index at that very moment has no
other one to read: pages that nobody reads yet are therefore held back as well (`PageRetenue`, excluded inside every
query) until the commit. The outbox has its rows all the same; whatever fails here, the next turn of the writer brings
the index back in step.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from django.db import transaction

from search.documents.builder import documents_of
from search.engines import current_engine
from search.engines.base import EngineError
from search.index import outbox
from search.index.models import PageRetenue
from search.state.counters import bump_generation, next_version

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class IndexWriting:
    """Writes the index within the transaction that changes the pages. `away`: the index waits for the outbox."""

    coming: frozenset[int]
    until_shown: ExitStack
    away: bool = False
    written: set[int] = field(default_factory=set)

    def write(self, ids: Collection[int]) -> None:
        """Write these pages as this transaction has them, and let go of those held back: the last thing before its
        commit."""
        PageRetenue.objects.filter(page_id__in=self.coming).delete()
        if not self.away and ids:
            try:
                with transaction.atomic():
                    self._write(sorted(set(ids)))
            except EngineError as exc:
                logger.warning("The index will show later what appears now: %s", exc)

    def _write(self, ids: list[int]) -> None:
        version = next_version()
        documents = documents_of(ids)
        outbox.note_done(ids, documents)
        # Once it is shown: what was remembered of the index until then is old.
        self.until_shown.callback(bump_generation)
        self.until_shown.enter_context(current_engine().unseen())
        self.written = set(ids)
        # The very last thing before the commit.
        current_engine().write(documents, set(ids) - {document.id for document in documents}, version)


@contextmanager
def index_with_commit(coming: Collection[int]) -> Iterator[IndexWriting]:
    """Around the transaction: `coming` are the pages that nobody reads yet.

    The right to write is taken before the transaction begins: the writer of the outbox takes them in that order too.
    """
    with ExitStack() as stack:
        writing = IndexWriting(frozenset(coming), stack)
        try:
            stack.enter_context(current_engine().writing())
        except EngineError as exc:
            logger.warning("The index is not written with the pages: %s", exc)
            writing.away = True
        PageRetenue.objects.bulk_create([PageRetenue(page_id=pk) for pk in writing.coming], ignore_conflicts=True)
        try:
            yield writing
        except BaseException:
            PageRetenue.objects.filter(page_id__in=writing.coming).delete()
            outbox.record(writing.written)
            raise


def let_go() -> None:
    """Hold no page back: for whoever knows that nothing is appearing now. A process may have died meanwhile."""
    PageRetenue.objects.all().delete()
