"""A process forked before the project is imported. Each child of it is a whole run of pytest with one mutant."""

import atexit
import importlib.abc
import importlib.util
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

#: Seconds of processor, then of the clock: what takes longer does not end, on however busy a machine.
PATIENCE, WAITING = 60, 3600


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a mutant's source where the module is asked for."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name.replace(".", "/") + ".py" == self.module else None
        return importlib.util.spec_from_loader(name, self, origin=spec.origin) if spec else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.module, "exec"), vars(module))  # noqa: S102 -- its purpose


class Nursery:
    """Made by a plugin while pytest starts: in a child, `is_child` is true and pytest goes on starting."""

    def __init__(self, module: str) -> None:
        self.is_child = False
        self.here, there = multiprocessing.Pipe()
        if os.fork():
            there.close()
            return
        self.here.close()
        while not self.is_child:
            try:
                source = there.recv()
            except EOFError:
                os._exit(0)
            child = os.fork()
            if child:
                there.send(os.waitpid(child, 0)[1])
            else:
                self.is_child = True
                be_a_child()
                _have_own_files()
                sys.meta_path.insert(0, _Mutated(module, source))

    def fails(self, source: str) -> bool:
        """Whether a test fails with this mutant, or its process dies or does not end."""
        self.here.send(source)
        return self.here.recv() != 0


def be_a_child() -> None:
    """Say nothing, and end some day."""
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    signal.alarm(WAITING)
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def _have_own_files() -> None:
    database = Path(os.environ["VAR_DIR"]) / "test.sqlite3"
    os.environ["VAR_DIR"] = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
    if database.is_file():
        shutil.copy(database, os.environ["VAR_DIR"])
