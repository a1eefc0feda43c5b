"""The files of `releases/`: what each release left in a database, and the migrations that it froze.

`release-N.json.xz` is one JSON object: `release`, `frozen_at` (ISO 8601), `migrations` (pairs of app and name),
`tables` (see `scripts.release.rows`), `files` (path under the media folder → Base64), `secrets` (of the sample alone)
and `observed` (see `scripts.release.observation`). `migrations.json` holds, by release, the SHA-256 of each file.
"""

import hashlib
import json
import lzma
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "releases"
Snapshot = dict[str, Any]


class ReleaseError(Exception):
    """Why a release cannot be frozen or rehearsed, in a sentence."""


def numbers(folder: Path = FOLDER) -> list[int]:
    """The releases that are frozen, in order."""
    found = (re.fullmatch(r"release-(\d+)\.json\.xz", path.name) for path in folder.glob("release-*.json.xz"))
    return sorted(int(match[1]) for match in found if match)


def path_of(number: int, folder: Path = FOLDER) -> Path:
    return folder / f"release-{number}.json.xz"


def read(number: int, folder: Path = FOLDER) -> Snapshot:
    """What release `number` left. Raises ReleaseError where it is not frozen."""
    path = path_of(number, folder)
    if not path.exists():
        raise ReleaseError(f"Release {number} is not frozen: there is no {path}.")
    return dict(json.loads(lzma.decompress(path.read_bytes())))


def write(snapshot: Snapshot, folder: Path = FOLDER) -> Path:
    """Write the snapshot and the checksums of its migrations; the path of the first."""
    number = snapshot["release"]
    folder.mkdir(exist_ok=True)
    text = json.dumps(snapshot, ensure_ascii=False, separators=(",", ":"))
    path_of(number, folder).write_bytes(lzma.compress(text.encode(), preset=9))
    known = checksums(folder)
    earlier = {path for release, files in known.items() if int(release) < number for path in files}
    known[str(number)] = {path: digest for path, digest in current_checksums().items() if path not in earlier}
    (folder / "migrations.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    return path_of(number, folder)


def checksums(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """By release, the SHA-256 of each migration that it froze, by the path of its file."""
    path = folder / "migrations.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def current_checksums(root: Path = ROOT) -> dict[str, str]:
    """The same of every migration of ours as it stands."""
    files = [*root.glob("[a-z]*/**/migrations/[0-9]*.py")]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def edited(folder: Path = FOLDER, root: Path = ROOT) -> list[str]:
    """A sentence for each released migration that is gone or is not what it was."""
    now = current_checksums(root)
    return [
        f"{path} was released with release {release} and may not change any more: restore it, and write what it "
        "should do as a new migration (docs/releases.md)."
        for release, files in checksums(folder).items()
        for path, digest in files.items()
        if now.get(path) != digest
    ]


def to_freeze(folder: Path = FOLDER, root: Path = ROOT) -> int:
    """The release in preparation: the last one that is frozen, or the next once a tag `release-N` says it is out."""
    last = max(numbers(folder), default=1)
    return last + 1 if _is_tagged(f"release-{last}", root) else last


def _is_tagged(tag: str, root: Path) -> bool:
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return False
    command = [git, "tag", "--list", tag]
    return bool(subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout.strip())  # noqa: S603 -- fixed words
