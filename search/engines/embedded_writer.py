"""tantivy's one writer of an index: taken, committed, and let go of whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tantivy

#: What tantivy says, in texts alone, of a disk that is full or away and of a lock that somebody else has.
_DISK = ("io::Error", "IoError", "IO error", "LockBusy", "index writer was killed", "No space left")


@contextmanager
def committing(index: tantivy.Index, *, heap: int) -> Iterator[Any]:
    """The writer, whose work is committed at the end of the block; given up when the block or the commit fails.

    A writer holds the index's lock as long as it exists, and an error that somebody reads keeps the frames alive in
    which it was raised: so nothing but this holder may have it then.
    """
    holder = _Writer(index.writer(heap_size=heap, num_threads=1))
    try:
        yield holder
        holder.commit()
    finally:
        holder.writer = None


class _Writer:
    def __init__(self, writer: Any) -> None:
        self.writer: Any = writer

    def add_json(self, line: str) -> None:
        self.writer.add_json(line)

    def delete_documents_by_term(self, field: str, value: int) -> None:
        self.writer.delete_documents_by_term(field, value)

    def commit(self) -> None:
        self.writer.commit()
        self.writer.wait_merging_threads()


def is_of_the_disk(exc: BaseException) -> bool:
    """Whether it passes by itself, once there is room again or the other writer has gone, whatever was written."""
    return isinstance(exc, ValueError) and any(mark in str(exc) for mark in _DISK)
