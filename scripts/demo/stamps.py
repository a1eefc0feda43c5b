"""Small files that say which state a step was brought to. Written last, so that what broke off heals."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *, root: Path, also: str = "") -> str:
    """A hash of the files' names and contents, and of any other text that the step depends on."""
    digest = hashlib.sha256(also.encode())
    for file in sorted(files):
        digest.update(f"\0{file.relative_to(root).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def files_under(*folders: Path) -> list[Path]:
    """Every file below, without what Python and the system leave behind."""
    return [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    ]


class Stamps:
    """The stamps of one database, or of one index: another database knows nothing of the first one's."""

    def __init__(self, folder: Path, *, of: str) -> None:
        self.folder = folder
        # The address may hold a password: only its hash is kept.
        self.suffix = hashlib.sha256(of.encode()).hexdigest()[:12]

    def path(self, name: str) -> Path:
        return self.folder / f"{name}-{self.suffix}"

    def says(self, name: str, state: str) -> bool:
        path = self.path(name)
        return path.exists() and path.read_text(encoding="ascii") == state

    def forget(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def write(self, name: str, state: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.path(name).with_suffix(".part")
        unfinished.write_text(state, encoding="ascii")
        unfinished.replace(self.path(name))
