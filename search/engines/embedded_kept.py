"""Rows kept ready beside the embedded index, so that a rebuild makes those of the pages that have changed.

One file of SQLite's under SEARCH_INDEX_DIR, whatever database the site has::

    page     its id
    stamp    of everything that was read for it (`search.documents.builder.Batch`), the code that made it included
    line     its row, as the writer of the index reads it
    words    those of its document, for the vocabulary

A row is taken only where its stamp is the one that the page has now; nothing else is trusted, least of all that
somebody told of a change. The file can be deleted at any time: rows are then made again. Whatever is wrong with it is
logged, and never stops a rebuild or an edit.
"""

import logging
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

from ground.machine.beside import in_order
from search.documents.builder import Batch, Reader
from search.documents.document import Document
from search.engines.embedded_schema import line_of
from search.vectors import vectors_in_use

logger = logging.getLogger(__name__)
#: Bytes of the file, some 180 000 pages: of a larger site, those beyond are made anew each time.
AT_MOST = 1_500_000_000
_HEADER = ("page_count", "freelist_count", "page_size")
_FORMAT = 1
_PATIENCE = 10.0
_TABLE = """
CREATE TABLE IF NOT EXISTS kept (page INTEGER PRIMARY KEY, stamp BLOB NOT NULL, line TEXT NOT NULL, words TEXT NOT NULL)
"""
_PUT = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)"
#: Of SQLite's pages, 32 MB: a checkpoint writes again what a batch has just written.
_PAGES_IN_WAL = 8_000
#: (page, stamp, line, words).
Row = tuple[int, bytes, str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """Pages whose rows are kept as they are now, by their stamps, but for those of `made`, which could not be kept."""

    bounds: tuple[int, int]
    stamps: dict[int, bytes]
    made: dict[int, Row]


def row_of(document: Document) -> Row:
    """What is kept of a page."""
    return document.id, document.stamp, line_of(document), " ".join(document.mots)


class KeptRows:
    """The rows of one index. Each call has a connection of its own: threads and processes may use it together."""

    def __init__(self, root: Path) -> None:
        self.file = root / "lignes.sqlite3"

    def put(self, rows: Iterable[Row], removed: Collection[int]) -> None:
        """Keep these rows, but for those without a stamp, and forget `removed`; called once they are in the index."""
        stamped = [row for row in rows if row[1]]
        try:
            with closing(self._opened()) as kept, kept:
                _forget(kept, removed)
                if _has_room(kept):
                    kept.executemany(_PUT, stamped)
        except sqlite3.Error as exc:
            self._give_up(exc)

    def rows(self, reader: Reader, *, processes: int = 1) -> Iterator[Row]:
        """The rows of all pages, by ascending id: what is kept where it is what they are now, else made and kept.

        Several processes look and make; this one hands out what they have done.
        """
        try:
            # Two processes that make the file at once would find it locked, whatever they are ready to wait.
            self._opened().close()
        except sqlite3.Error as exc:
            self._give_up(exc)
        for checked in in_order(partial(self._checked, reader), reader.bounds, processes=processes):
            yield from self._handed_out(checked, reader)
        self._forget_beyond(reader.bounds[-1][1] if reader.bounds else -1)

    def _checked(self, reader: Reader, bounds: tuple[int, int]) -> "Checked":
        """Make and keep what is not kept as it is now; what lies between these ids and is no page any more goes."""
        pages = reader.batch(bounds)
        made: dict[int, Row] = {}
        try:
            with closing(self._opened()) as kept:
                known = dict(kept.execute("SELECT page, stamp FROM kept WHERE page BETWEEN ? AND ?", bounds))
                made = _made(pages, {page for page, stamp in pages.stamps.items() if known.get(page) != stamp})
                with kept:
                    _forget(kept, known.keys() - pages.stamps.keys())
                    if made and _has_room(kept):
                        kept.executemany(_PUT, made.values())
                        made = {}
        except sqlite3.Error as exc:
            self._give_up(exc)
        return Checked(bounds, pages.stamps, made)

    def _handed_out(self, checked: "Checked", reader: Reader) -> Iterator[Row]:
        rows = self._known(checked.bounds) | checked.made if len(checked.made) < len(checked.stamps) else checked.made
        lost = {page for page, stamp in checked.stamps.items() if page not in rows or rows[page][1] != stamp}
        if lost:
            # An edit was applied meanwhile, or the file was taken away.
            rows |= _made(reader.batch(checked.bounds), lost)
        yield from (rows[page] for page in checked.stamps if page in rows)

    def _known(self, bounds: tuple[int, int]) -> dict[int, Row]:
        asked = "SELECT page, stamp, line, words FROM kept WHERE page BETWEEN ? AND ?"
        try:
            with closing(self._opened()) as kept:
                return {row[0]: row for row in kept.execute(asked, bounds)}
        except sqlite3.Error as exc:
            self._give_up(exc)
            return {}

    def _forget_beyond(self, last: int) -> None:
        """Forget the pages of higher ids."""
        try:
            with closing(self._opened()) as kept, kept:
                kept.execute("DELETE FROM kept WHERE page > ?", (last,))
        except sqlite3.Error as exc:
            self._give_up(exc)

    def _opened(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        # Who only reads before it writes is refused at once where another has written meanwhile, whatever its patience.
        kept = sqlite3.connect(self.file, timeout=_PATIENCE, isolation_level="IMMEDIATE")
        try:
            kept.execute("PRAGMA journal_mode=WAL")
            kept.execute("PRAGMA synchronous=NORMAL")
            kept.execute(f"PRAGMA wal_autocheckpoint={_PAGES_IN_WAL}")
            form = _form()
            if kept.execute("PRAGMA user_version").fetchone()[0] != form:
                kept.execute("DROP TABLE IF EXISTS kept")
                kept.execute(f"PRAGMA user_version={form}")
            kept.execute(_TABLE)
        except BaseException:
            kept.close()
            raise
        return kept

    def _give_up(self, exc: sqlite3.Error) -> None:
        """A file that is no database, or is damaged, goes; one that is only busy stays."""
        logger.warning("Rows kept for the next rebuild are not used: %s", exc)
        if isinstance(exc, sqlite3.DatabaseError) and not isinstance(exc, sqlite3.OperationalError):
            for suffix in ("", "-wal", "-shm"):
                self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)


def _form() -> int:
    """Changes with the form of the rows, and with what makes their vectors."""
    made_by = vectors_in_use()
    return _FORMAT + crc32(made_by.name.encode()) // 4 if made_by else _FORMAT


def _made(pages: Batch, ids: Collection[int]) -> dict[int, Row]:
    return {document.id: row_of(document) for document in pages.documents(ids, stamped=True)} if ids else {}


def _has_room(kept: sqlite3.Connection) -> bool:
    """Whether more may be kept. Said by SQLite's own header: to count the rows would be to read them all."""
    pages, free, size = (kept.execute(f"PRAGMA {name}").fetchone()[0] for name in _HEADER)
    return bool((pages - free) * size < AT_MOST)


def _forget(kept: sqlite3.Connection, pages: Collection[int]) -> None:
    kept.executemany("DELETE FROM kept WHERE page = ?", [(page,) for page in pages])
