import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ground.doors import Door

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "ground",
    "acces",
    "taxonomy",
    "pages",
    "liens",
    "public",
    "search",
    "adoc",
    "cap",
    "demo",
    "workers",
    "headless",
)
#: An address that begins with the mount of another room.
SPELT = re.compile(r"""["'>}](/(?:recherche|cap|api)/[a-z0-9/]*)""")


def test_door_is_closed_until_somebody_says_where_it_leads():
    door = Door("the attic")
    with pytest.raises(ImproperlyConfigured) as told:
        door.address()
    assert (door.is_open, str(told.value)) == (
        False,
        "Nobody has the attic: an app must call `leads_to` of its door.",
    )


def test_door_leads_to_the_view_that_was_named_last():
    door = Door("the search")
    door.leads_to("cap:accueil")
    before = door.address()
    door.leads_to("search:page")

    assert (before, door.is_open, door.address()) == ("/cap/", True, "/recherche/")


def test_door_carries_a_query():
    door = Door("the search")
    door.leads_to("search:page")

    assert door.address([("domaine", "eau"), ("odd", 6), ("domaine", "l’air")]) == (
        "/recherche/?domaine=eau&odd=6&domaine=l%E2%80%99air"
    )


def test_no_room_and_no_template_spells_the_address_of_a_view():
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    sources += (ROOT / "templates").rglob("*.html")
    found = {
        f"{path.relative_to(ROOT)}: {address}"
        for path in sources
        for address in SPELT.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set()
