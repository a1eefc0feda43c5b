"""Static files are gathered while the version before serves them."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from cms.static import ForgivingManifestStorage, Unfinished

SHEET = b"a { color: red }\n" * 60


@pytest.fixture
def sources(tmp_path):
    """Two files as they are in the project."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.css").write_bytes(b".b { background: url('b.svg') }\n" + SHEET)
    (folder / "b.svg").write_bytes(b"<svg>" + b"<g/>" * 200 + b"</svg>")
    return folder


def gather(sources, place):
    """What `collectstatic` does; the storage, and what each file is, by its name."""
    storage = ForgivingManifestStorage(location=place)
    names = ["a.css", "b.svg"]
    for name in names:
        storage.save(name, ContentFile((sources / name).read_bytes()))
    source = FileSystemStorage(location=sources)
    for _, _, processed in storage.post_process({name: (source, name) for name in names}):
        assert not isinstance(processed, Exception)
    return storage


def inodes(place):
    return {path.name: path.stat().st_ino for path in Path(place).iterdir()}


def test_hashed_files_alone_are_compressed_and_only_once(sources, tmp_path):
    place = tmp_path / "static"
    first = gather(sources, place)
    before = inodes(place)
    names = set(first.hashed_files.values())
    assert set(before) == {
        *("a.css", "b.svg", "staticfiles.json"),
        *names,
        *(f"{name}{suffix}" for name in names for suffix in (".br", ".gz")),
    }
    gather(sources, place)
    after = inodes(place)
    assert {name: after[name] for name in before if name.endswith((".br", ".gz"))} == {
        name: inode for name, inode in before.items() if name.endswith((".br", ".gz"))
    }
    (sources / "a.css").write_bytes(SHEET)
    changed = gather(sources, place)
    assert {path.name for path in place.glob("a.*.css.gz")} == {
        f"{storage.hashed_files['a.css']}.gz" for storage in (first, changed)
    }


def test_file_that_is_asked_for_is_never_missing_while_it_is_gathered_again(sources, tmp_path, monkeypatch):
    place = tmp_path / "static"
    gather(sources, place)
    gone = []
    for name in ("remove", "unlink"):
        monkeypatch.setattr(os, name, lambda path, *args, **options: gone.append(path))
    gather(sources, place)
    assert gone == []


def test_what_breaks_off_leaves_the_file_of_before(tmp_path):
    path = tmp_path / "a.css"
    path.write_text("before")

    def write():
        with Unfinished(str(path)) as unfinished:
            unfinished.write_text("hal")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write()
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"a.css": "before"}
