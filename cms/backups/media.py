"""The media of a backup, and of a site that takes them up.

A file that stands unchanged in the backup before is the same file on the disk (a hard link): the backups of a year cost
what has changed. It is never linked to the file in use, which would be damaged together with it.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cms.backups.databases.contract import Progress
from cms.backups.failure import told
from cms.backups.manifest import FileSum, Manifest, sum_of

FOLDER = "media"


def files_under(root: Path) -> list[Path]:
    """Every file below, as its path from there; what is no plain file is left out."""
    found = (Path(where, name) for where, _, names in os.walk(root) for name in names)
    return sorted(path.relative_to(root) for path in found if path.is_file() and not path.is_symlink())


def put_away(root: Path, folder: Path, before: tuple[Path, Manifest] | None, progress: Progress) -> dict[str, FileSum]:
    """Copy all media into a backup: the sum of each file by its name there. One deleted meanwhile is left out."""
    names, sums = files_under(root), dict[str, FileSum]()
    for number, path in enumerate(names, start=1):
        name = f"{FOLDER}/{path.as_posix()}"
        found = _put_one_away(root / path, folder, name, before)
        if found is not None:
            sums[name] = found
        progress(number, len(names))
    return sums


def _put_one_away(source: Path, folder: Path, name: str, before: tuple[Path, Manifest] | None) -> FileSum | None:
    target = folder / name
    with told(source):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if before and (linked := _linked(source, target, before[0] / name, before[1].files.get(name))):
                return linked
            shutil.copy2(source, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            return None
        return sum_of(target)


def _linked(source: Path, target: Path, earlier: Path, expected: FileSum | None) -> FileSum | None:
    """The sum of the earlier copy, once `target` is a link to it; None unless it is whole and of the same moment."""
    if expected is None or not earlier.is_file():
        return None
    now, then = source.stat(), earlier.stat()
    if (now.st_size, now.st_mtime_ns) != (then.st_size, then.st_mtime_ns) or sum_of(earlier) != expected:
        return None
    try:
        os.link(earlier, target)
    except OSError:  # another disk, or one that knows no links
        return None
    return expected


def take_up(folder: Path, root: Path, progress: Progress) -> None:
    """Copy the media of a backup to a folder that is not there yet."""
    with told(root):
        root.mkdir(parents=True)
        names = files_under(folder / FOLDER)
        for number, path in enumerate(names, start=1):
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / FOLDER / path, target)
            progress(number, len(names))


def names_of(manifest: Manifest) -> Iterator[str]:
    """The media that the backup holds."""
    return (name for name in manifest.files if name.startswith(f"{FOLDER}/"))
