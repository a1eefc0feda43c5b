"""Static files: hashed and compressed names once collected, plain names before.

They are gathered while the version before serves them (`make upgrade`): a name with a hash never goes, and is never
half-written. It tells its content, so what was compressed under it once is not compressed again.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli
from django.core.files.base import File
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Brotli's best (11) takes thirteen times as long for a tenth less: 43 s of the 50 that gathering took.
QUALITY = 9


class WholeCompressor(Compressor):
    """Compresses under another name first: what bears its own name is whole."""

    def compress_brotli(self, data: bytes) -> bytes:
        return brotli.compress(data, quality=QUALITY)

    def write_data(self, path: str, data: bytes, suffix: str, stat_result: os.stat_result) -> str:
        with Unfinished(f"{path}{suffix}") as unfinished:
            unfinished.write_bytes(data)
            os.utime(unfinished, (stat_result.st_atime, stat_result.st_mtime))
        return f"{path}{suffix}"


class Unfinished:
    """A file beside `path`, which takes its place when the block ends well and goes when it does not."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.beside = Path(f"{path}.{uuid4().hex[:8]}.part")

    def __enter__(self) -> Path:
        return self.beside

    def __exit__(self, kind: type[BaseException] | None, *about: object) -> None:
        if kind is None:
            self.beside.replace(self.path)
        else:
            self.beside.unlink(missing_ok=True)


class ForgivingManifestStorage(CompressedManifestStaticFilesStorage):
    """Names a file plainly when nothing was collected yet (tests, a first runserver), instead of failing the page."""

    manifest_strict = False
    #: Whether files get their hashed names right now.
    gathering = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:
            return name
        return hashed

    def post_process(self, *paths: Any, **options: Any) -> Iterator[tuple[str, str, bool]]:
        self.gathering = True
        try:
            yield from super().post_process(*paths, **options)
        finally:
            self.gathering = False

    def delete(self, name: str) -> None:
        """Django deletes what it then writes anew: a file that is asked for meanwhile would be missing."""
        if not self.gathering:
            super().delete(name)

    def _save(self, name: str, content: File) -> str:
        """Write it at once, in place of one of this name."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with Unfinished(str(path)) as unfinished, unfinished.open("wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
        if self.file_permissions_mode is not None:
            path.chmod(self.file_permissions_mode)
        return name.replace("\\", "/")

    def create_compressor(self, **options: Any) -> Compressor:
        return WholeCompressor(**options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Pages name hashed files alone; those that stand compressed are left."""
        hashed = set(self.hashed_files.values())
        yield from super().compress_files(
            [name for name in paths if name in hashed and not Path(f"{self.path(name)}.gz").exists()]
        )
