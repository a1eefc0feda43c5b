"""The embedded index on disk: one folder per build, a pointer to the one in use, one writer at a time.

::

    SEARCH_INDEX_DIR/current             the name of the folder in use, replaced atomically
    SEARCH_INDEX_DIR/current-<scheme>    the same, for code that `current` is not written for
    SEARCH_INDEX_DIR/previous            the name of the one in use before it, for a rollback
    SEARCH_INDEX_DIR/<build>/            tantivy's own files and `sentinel.json`
    SEARCH_INDEX_DIR/writer.lock         held by the one process that writes
    SEARCH_INDEX_DIR/coming              there while what is written is not to be seen yet

While a release is replaced by the next, each has an index that it can read: who builds one does not take the other's
away. `search_reconcile` brings one up that was not written for a while.
"""

import fcntl
import hashlib
import json
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy

from search.engines.base import ANALYSE_CHANGE, PAS_D_INDEX, SCHEMA_CHANGE, EngineUnavailableError
from search.engines.embedded_schema import build_schema, register, sentinel

PATIENCE = 60.0
#: Seconds for which readers look away from what is coming: whoever writes it may have died.
UNSEEN_AT_MOST = 10.0
#: What tantivy says, in texts alone, of a disk that is full or away and of a lock that somebody else has.
_DISK = ("io::Error", "IoError", "IO error", "LockBusy", "index writer was killed", "No space left")
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Opened:
    """An index ready to be asked, and what its files looked like when it was."""

    folder: Path
    index: tantivy.Index
    searcher: tantivy.Searcher
    schema: tantivy.Schema
    pointer: Stamp
    meta_file: str
    meta: Stamp


class EmbeddedStore:
    """Opens, reloads, locks and switches. Shared by the threads of one process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._opened: Opened | None = None
        self._opening = threading.Lock()
        self._writing = threading.RLock()
        self._depth = 0

    def current(self) -> Opened:
        """The index in use, with everything committed so far. Raises EngineUnavailableError."""
        opened = self._opened
        try:
            if opened and _stamp(self._pointer()) == opened.pointer and _stamp(opened.meta_file) == opened.meta:
                return opened
            if opened and self._is_coming():
                return opened
            with self._opening:
                return self._refreshed()
        except FileNotFoundError as exc:
            raise EngineUnavailableError(PAS_D_INDEX) from exc
        except (OSError, ValueError) as exc:
            raise EngineUnavailableError(f"L’index ne peut pas être ouvert : {exc}") from exc

    def _refreshed(self) -> Opened:
        place = self._pointer()
        pointer = _stamp(place)
        opened = self._opened
        if opened and opened.pointer == pointer:
            meta = _stamp(opened.meta_file)
            opened.index.reload()
            index, folder = opened.index, opened.folder
        else:
            folder = self.root / Path(place).read_text().strip()
            meta = _stamp(str(folder / "meta.json"))
            index = _open(folder)
        self._opened = Opened(folder, index, index.searcher(), index.schema, pointer, str(folder / "meta.json"), meta)
        return self._opened

    def state(self) -> str:
        """Empty when the index in use fits this code, else what is wrong with it."""
        try:
            folder = self.root / Path(self._pointer()).read_text().strip()
            kept = json.loads((folder / "sentinel.json").read_text())
        except (OSError, ValueError):
            return PAS_D_INDEX
        if kept.get("schema") != sentinel()["schema"]:
            return SCHEMA_CHANGE
        return "" if kept == sentinel() else ANALYSE_CHANGE

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer, across threads and processes. Raises EngineUnavailableError when another holds it long."""
        with self._writing:
            if self._depth:
                yield
                return
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / "writer.lock").open("w") as lock:
                _lock(lock.fileno())
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Let whoever has the index open read it as it is now, whatever is committed meanwhile."""
        coming = self.root / "coming"
        self.current()
        coming.touch()
        try:
            yield
        finally:
            coming.unlink(missing_ok=True)

    def _is_coming(self) -> bool:
        try:
            begun = os.stat(f"{self.root}/coming").st_mtime
        except FileNotFoundError:
            return False
        return time.time() - begun < UNSEEN_AT_MOST

    def new_folder(self) -> tuple[Path, tantivy.Index]:
        """An empty index beside the one in use."""
        folder = self.root / f"index-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:6]}"
        folder.mkdir(parents=True)
        index = tantivy.Index(build_schema(), path=str(folder))
        register(index)
        (folder / "sentinel.json").write_text(json.dumps(sentinel()))
        return folder, index

    def switch(self, folder: Path) -> None:
        """Every reader of this code uses `folder` from its next search on. The one before is kept, older ones go."""
        before = self._named(Path(self._pointer()).name)
        if self._is_of_other_code(before):
            self._name(Path(self._own).name, folder.name)
            others = sorted(self.root.glob("current-*"), key=lambda file: file.stat().st_mtime)
            for old in others[:-2]:
                old.unlink(missing_ok=True)
        else:
            if before:
                self._name("previous", before)
            self._name(Path(self._pointer()).name, folder.name)
        used = {self._named(file.name) for file in self.root.glob("current*")} | {before, folder.name}
        for old in self.root.glob("index-*"):
            if old.name not in used:
                shutil.rmtree(old, ignore_errors=True)

    def _is_of_other_code(self, name: str) -> bool:
        """Whether this index is whole, for all that is known, and written for code that reads another sort."""
        try:
            kept = json.loads((self.root / name / "sentinel.json").read_text())
        except (OSError, ValueError):
            return False
        return bool(name and kept != sentinel())

    def previous(self) -> Path | None:
        """The index that was in use before this one. A folder that no switch has named is half an index."""
        name = self._named("previous")
        folder = self.root / name
        return folder if name not in ("", self._named(Path(self._pointer()).name)) and folder.is_dir() else None

    def _named(self, pointer: str) -> str:
        file = self.root / pointer
        return file.read_text().strip() if file.exists() else ""

    def _name(self, pointer: str, name: str) -> None:
        fresh = self.root / f"{pointer}.{os.getpid()}"
        fresh.write_text(name)
        fresh.replace(self.root / pointer)

    def _pointer(self) -> str:
        """The file that names the index of this code: one of its own, where another code's stands beside it."""
        return self._own if os.path.exists(self._own) else f"{self.root}/current"

    @cached_property
    def _own(self) -> str:
        scheme = hashlib.sha256(json.dumps(sentinel(), sort_keys=True).encode()).hexdigest()
        return f"{self.root}/current-{scheme[:8]}"


def pointing_to(folder: Path, root: Path) -> Path:
    """`root`, made into a store whose index in use is `folder`, wherever that is: to ask it before it is in use."""
    (root / "current").write_text(str(folder.resolve()))
    return root


def _open(folder: Path) -> tantivy.Index:
    kept = json.loads((folder / "sentinel.json").read_text())
    if kept.get("schema") != sentinel()["schema"]:
        raise EngineUnavailableError(SCHEMA_CHANGE)
    index = tantivy.Index.open(str(folder))
    # Readers look at the files themselves, once per search: no thread of tantivy's need watch them.
    index.config_reader(reload_policy="manual")
    register(index)
    return index


def _stamp(path: str) -> Stamp:
    found = os.stat(path)
    return found.st_mtime_ns, found.st_ino, found.st_size


def _lock(descriptor: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            if time.monotonic() > deadline:
                raise EngineBusyError("Un autre processus écrit dans l’index depuis plus d’une minute.") from exc
            time.sleep(0.02)
        else:
            return


class EngineBusyError(EngineUnavailableError):
    """Another process writes: the rows wait for the next turn."""


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
