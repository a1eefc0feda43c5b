import os
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection

from cap import editing
from tests.factories.pages import arbre, ressource


@pytest.fixture
def site(transactional_db, settings, tmp_path):
    """A page, a C.A.P. with that page, a picture: the page, the C.A.P.'s editing secret, the folder of media."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "images/vue.png").write_bytes(b"\x89PNG" * 5_000)
    page = ressource(arbre().boite, title="Mesurer la biodiversité des sols")
    cap, secret = editing.create_cap()
    editing.add_pages(cap, [page])
    return page, secret, settings.MEDIA_ROOT


@pytest.fixture
def elsewhere(tmp_path):
    """The address of an empty database, of the profile of this run."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'ailleurs.sqlite3'}"
        return
    name = f"odd17_ailleurs_{uuid4().hex[:12]}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield urlsplit(given)._replace(path=f"/{name}").geturl()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def one_byte_changed(path):
    """In the middle of the file; as it was, afterwards."""
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    try:
        yield
    finally:
        path.write_bytes(whole)
