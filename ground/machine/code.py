"""Code as one value that changes with it: read from the imports, so that nobody has to say that it changed."""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path


def fingerprint(roots: Iterable[str], base: Path, purpose: bytes) -> "hashlib.blake2b":
    """The hash of every module under `base` that `roots` import, however far, and of the versions of what is not there.

    `purpose` (16 bytes at most) keeps what is made for one purpose from being taken for another.

    Raises LookupError for the name of a module that has moved away.
    """
    files, libraries = imported(roots, base)
    read = hashlib.blake2b(digest_size=12, person=purpose)
    for name in sorted(files):
        read.update(apart(name.encode()) + apart(files[name]))
    for name in sorted(libraries):
        version = getattr(import_module(name), "__version__", "")
        read.update(apart(f"{name} {version}".encode()))
    return read


def imported(roots: Iterable[str], base: Path) -> tuple[dict[str, bytes], set[str]]:
    """The source of each module under `base` that `roots` import, themselves included, and the other packages' names.

    Raises LookupError for a root that is not in the package of `base` that it names.
    """
    waiting, files, libraries = set(roots), dict[str, bytes](), set[str]()
    if gone := sorted(name for name in waiting if _is_ours(name, base) and _file(name, base) is None):
        raise LookupError(f"There is no module {', '.join(gone)} under {base}")
    while waiting:
        name = waiting.pop()
        file = _file(name, base)
        if file is not None:
            files[name] = file.read_bytes()
            waiting |= set(_named_in(name, files[name])) - files.keys()
        elif not _is_ours(name, base):
            libraries.add(name.split(".")[0])
    return files, libraries


def _is_ours(name: str, base: Path) -> bool:
    return (base / name.split(".")[0] / "__init__.py").is_file()


def _file(name: str, base: Path) -> Path | None:
    place = base.joinpath(*name.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in candidates if file.is_file()), None)


def _named_in(name: str, source: bytes) -> Iterator[str]:
    """What a module imports; a name that it takes from a package may be a module too. The packages above run first."""
    parts = name.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts)))
    for node in _statements(ast.parse(source).body):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _statements(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """These and all below them; expressions, of which there are ten times more, hold no import."""
    for node in nodes:
        yield node
        for block in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from _statements(getattr(node, block, ()))


def apart(part: bytes) -> bytes:
    """With its length before it, so that no two lists of parts are written alike."""
    return len(part).to_bytes(4) + part
