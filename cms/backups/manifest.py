"""`manifest.json`: what a backup holds and must hold again, and the sum of each of its files (SHA-256)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from cms.backups.failure import BackupError, told

NAME, SUM = "manifest.json", "manifest.json.sha256"
FORMAT = 1
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class FileSum:
    """One file of a backup: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is known of a backup. `profile` is `sqlite` or `postgresql`; `migrations` are « app.name »."""

    when: datetime
    version: str
    profile: str
    migrations: list[str]
    counts: dict[str, int]
    files: dict[str, FileSum] = field(default_factory=dict)
    secrets: bool = False

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(one.size for one in self.files.values())


def write(manifest: Manifest, folder: Path) -> None:
    """Write it, and beside it its own sum, as `sha256sum --check` reads it."""
    told_of = {"format": FORMAT, **asdict(manifest), "when": manifest.when.isoformat()}
    data = (json.dumps(told_of, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    (folder / NAME).write_bytes(data)
    (folder / SUM).write_text(f"{hashlib.sha256(data).hexdigest()}  {NAME}\n")


def read(folder: Path) -> Manifest:
    """What stands in the folder. Raises BackupError unless it is a backup that this version reads."""
    if not (folder / NAME).is_file():
        raise BackupError(f"{folder} n’est pas une sauvegarde entière : {NAME} y manque.")
    with told(folder):
        data = (folder / NAME).read_bytes()
        kept = (folder / SUM).read_bytes() if (folder / SUM).is_file() else b""
    if kept != f"{hashlib.sha256(data).hexdigest()}  {NAME}\n".encode():
        raise BackupError(damaged(NAME))
    found = json.loads(data)
    if found.pop("format") != FORMAT:
        raise BackupError(f"{folder} vient d’une version plus récente du logiciel : installez-la pour la lire.")
    files = {name: FileSum(**one) for name, one in found.pop("files").items()}
    return Manifest(when=datetime.fromisoformat(found.pop("when")), files=files, **found)


def damaged(name: str) -> str:
    """The sentence about a file that is not what it was."""
    return f"Le fichier {name} de la sauvegarde est abîmé ou incomplet : prenez une autre sauvegarde."


def sum_of(path: Path) -> FileSum:
    """Read the file once."""
    total, summed = 0, hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            total += len(piece)
            summed.update(piece)
    return FileSum(total, summed.hexdigest())


def check(folder: Path, manifest: Manifest, progress: Callable[[int, int], None]) -> None:
    """Read every file of the backup. Raises BackupError with the name of the first that is not what it was."""
    done = 0
    for name, expected in sorted(manifest.files.items()):
        path = folder / name
        if not path.is_file() or path.stat().st_size != expected.size:
            raise BackupError(damaged(name))
        with told(path):
            found = sum_of(path)
        if found != expected:
            raise BackupError(damaged(name))
        done += found.size
        progress(done, manifest.size)
