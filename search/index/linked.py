"""A copy of the embedded index that may be written without anybody else seeing it: its files are linked, not copied.

The files of an index are never changed, only added and removed, and its list of files is replaced whole: what is
written into the copy stays in the copy, however large the index is.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines import written_engines
from search.engines.base import EngineUnavailableError, SearchEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_store import pointing_to

#: Files that are replaced whole, and copied. Locks stay where they are.
LISTS = ("meta.json", ".managed.json", "sentinel.json")
TRIES = 5


@contextmanager
def linked_engine() -> Iterator[SearchEngine]:
    """An engine over a copy of the index of now, which is gone afterwards.

    Where Elasticsearch serves, the copy that stands in for it is taken. Raises EngineUnavailableError where there is
    none, or while it is written too often to be read.
    """
    engine = next((one for one in written_engines().values() if isinstance(one, EmbeddedEngine)), None)
    if engine is None:
        raise EngineUnavailableError("Aucun index en fichiers n’est tenu ici.")
    with tempfile.TemporaryDirectory(prefix="index-lie-", dir=engine.store.root.parent) as place:
        root = Path(place)
        yield EmbeddedEngine(pointing_to(_linked(engine, root), root))


def _linked(engine: EmbeddedEngine, root: Path) -> Path:
    """The folder of the copy. A file that goes while they are linked was merged into another: all is begun again."""
    for rank in range(TRIES):
        folder = root / f"essai-{rank}"
        folder.mkdir()
        source = engine.store.current().folder
        try:
            for name in LISTS:
                if (source / name).exists():
                    shutil.copyfile(source / name, folder / name)
            for file in source.iterdir():
                if file.name not in LISTS and file.suffix != ".lock":
                    os.link(file, folder / file.name)
        except FileNotFoundError:
            continue
        if (folder / "meta.json").read_bytes() == (source / "meta.json").read_bytes():
            return folder
    raise EngineUnavailableError("L’index est écrit sans cesse : sa copie n’a pas pu être faite.")
