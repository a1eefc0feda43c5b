"""While one release replaces another, each reads the index that was written for it."""

import shutil

import pytest

from search.engines import embedded_store
from search.engines.base import SCHEMA_CHANGE
from search.engines.embedded_store import EmbeddedStore

pytestmark = pytest.mark.usefixtures("settings")


@pytest.fixture
def built(monkeypatch):
    """Builds an index as code of a scheme does; its store and the folder."""
    ours = embedded_store.sentinel()

    def build(root, scheme):
        monkeypatch.setattr(embedded_store, "sentinel", lambda: ours | {"schema": scheme})
        store = EmbeddedStore(root)
        folder, _ = store.new_folder()
        store.switch(folder)
        return store, folder

    return build


@pytest.fixture
def as_code_of(monkeypatch):
    """What a store of a scheme says: the folder that it reads, and its state."""
    ours = embedded_store.sentinel()

    def ask(root, scheme):
        monkeypatch.setattr(embedded_store, "sentinel", lambda: ours | {"schema": scheme})
        store = EmbeddedStore(root)
        return store.current().folder, store.state()

    return ask


def folders(root):
    return {path.name for path in root.glob("index-*")}


def test_index_of_the_next_release_leaves_the_one_that_serves(built, as_code_of, tmp_path):
    _, first = built(tmp_path, "a")
    later, second = built(tmp_path, "b")
    assert later.current().folder == second
    assert [as_code_of(tmp_path, scheme) for scheme in "ab"] == [(first, ""), (second, "")]
    # The old one is built anew meanwhile: its own is replaced, and no other.
    _, third = built(tmp_path, "a")
    assert [as_code_of(tmp_path, scheme) for scheme in "ab"] == [(third, ""), (second, "")]


def test_code_without_an_index_of_its_own_says_so(built, tmp_path, monkeypatch):
    built(tmp_path, "a")
    monkeypatch.setattr(embedded_store, "sentinel", lambda: {"schema": "b"})
    assert EmbeddedStore(tmp_path).state() == SCHEMA_CHANGE


def test_indices_of_releases_long_gone_are_deleted(built, as_code_of, tmp_path):
    made = {scheme: built(tmp_path, scheme)[1] for scheme in "abcd"}
    assert folders(tmp_path) == {made[scheme].name for scheme in "acd"}
    assert as_code_of(tmp_path, "d") == (made["d"], "")


def test_damaged_index_is_replaced_as_before(built, as_code_of, tmp_path):
    _, first = built(tmp_path, "a")
    shutil.rmtree(first)
    _, second = built(tmp_path, "b")
    assert as_code_of(tmp_path, "b") == (second, "")
    assert {path.name for path in tmp_path.glob("current*")} == {"current"}
