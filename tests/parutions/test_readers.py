"""Visitors who read while a set appears, and while it is undone, see none of it or all of it."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from parutions.enums import Sorte
from parutions.publication import appear, undo
from search.index import upkeep
from tests.factories import pages, parutions
from tests.patience import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = re.compile(r"Rencontre de juillet \d+<")


class Reader(threading.Thread):
    """Asks for the search, the list and the menu, over and over; `seen` is what each showed, in order."""

    def __init__(self, ask):
        super().__init__()
        self.ask, self.seen, self.over, self.wrong = ask, [], threading.Event(), []

    def run(self):
        client = Client()
        try:
            while not self.over.is_set():
                self.seen.append(self.ask(client))
        except Exception as exc:  # noqa: BLE001  told by the test
            self.wrong.append(exc)
        finally:
            connections.close_all()


def searched(client):
    return client.get("/api/v3/recherche/", {"q": "rencontre juillet"}).json()["total"]


def listed(client):
    return len(set(TITLE.findall(client.get("/agir/piloter/").content.decode())))


def in_menu(client):
    return client.get("/").content.decode().count("/comprendre/neuve-")


def read_while(act, *asks):
    """[each value that it showed, once, in the order in which it came] of every reader, while `act` is done."""
    readers = [Reader(ask) for ask in asks]
    for reader in readers:
        reader.start()
    try:
        await_more(readers, [0] * len(readers))
        act()
        # One answer may have been begun before; the one after it is of now.
        await_more(readers, [len(reader.seen) + 1 for reader in readers])
    finally:
        for reader in readers:
            reader.over.set()
        for reader in readers:
            reader.join()
    assert [reader.wrong for reader in readers] == [[]] * len(readers)
    return [list(dict.fromkeys(reader.seen)) for reader in readers]


def await_more(readers, counts):
    """Until each has been answered more often than that, or has stumbled."""
    both = list(zip(readers, counts, strict=True))
    wait_until(lambda: all(len(reader.seen) > count or reader.wrong for reader, count in both), pause=0.02)


def test_each_answer_shows_none_of_the_set_or_all_of_it(each_index):
    arbre = pages.arbre()
    douze = parutions.brouillons(arbre.boite, 12)
    changed = pages.ressource(arbre.boite, title="Avant")
    changed.title = "Rencontre de juillet 13"
    changed.save_revision()
    shelves = [type(arbre.rubrique)(title=f"Neuve {rank}", slug=f"neuve-{rank}", live=False) for rank in (1, 2)]
    for shelf in shelves:
        arbre.comprendre.add_child(instance=shelf)
        shelf.save_revision()
    upkeep.keep_up()
    made = parutions.approuvee(([*douze, changed, *shelves], Sorte.PUBLIER))
    menus = in_menu(Client())
    appeared = read_while(lambda: appear(made.pk, now=made.le + timedelta(seconds=1)), searched, listed, in_menu)
    whole = in_menu(Client())
    assert (appeared[0], appeared[1], appeared[2], whole > menus) == ([0, 13], [0, 13], [menus, whole], True)
    undone = read_while(lambda: undo(made.pk, by=None, now=timezone.now()), searched, listed, in_menu)
    assert undone == [[13, 0], [13, 0], [whole, menus]]
