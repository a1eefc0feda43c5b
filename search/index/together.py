"""The index changes with the database, for pages that appear together: none is found before the others.

Pages that visitors do not read yet are held back (`PageRetenue`, excluded inside every query), written into the index
while the transaction is still open, and let go by its commit. What is withdrawn is hidden by the same commit, as ever.
A page that changes is in the index the moment before. The outbox has its rows all the same, and they are done with the
commit: whatever fails here, the next turn of the writer brings the index back in step.
"""

import logging
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from search.documents.builder import documents_of
from search.engines import current_engine
from search.engines.base import EngineError
from search.index import outbox
from search.index.models import PageRetenue
from search.state.counters import next_version

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class IndexWriting:
    """Writes the index within the transaction that changes the pages. `away`: the index waits for the outbox."""

    coming: frozenset[int]
    away: bool = False
    written: set[int] = field(default_factory=set)

    def write(self, ids: Collection[int]) -> None:
        """Write these pages as this transaction has them, and let go of those held back: the last thing before its
        commit."""
        if not self.away and ids:
            try:
                self._write(sorted(set(ids)))
            except EngineError as exc:
                logger.warning("The index will show later what appears now: %s", exc)
        PageRetenue.objects.filter(page_id__in=self.coming).delete()

    def _write(self, ids: list[int]) -> None:
        version = next_version()
        documents = documents_of(ids)
        self.written = set(ids)
        current_engine().write(documents, set(ids) - {document.id for document in documents}, version)
        outbox.note_done(ids, documents)


@contextmanager
def index_with_commit(coming: Collection[int]) -> Iterator[IndexWriting]:
    """Around the transaction: `coming` are the pages that nobody reads yet.

    The right to write is taken before the transaction begins: the writer of the outbox takes them in that order too.
    """
    writing = IndexWriting(frozenset(coming))
    with ExitStack() as stack:
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
