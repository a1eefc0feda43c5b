"""Sites that change between two visits: a redesign is nobody's business, a new owner is."""

import pytest

from scripts.world.behaviours import answers, at_first, redirects
from scripts.world.exchange import PAGE
from tests.workers.links.visits import in_world, row
from workers.links.client.checker import Known
from workers.links.client.classes import LienState
from workers.links.client.classes import ObservationClass as C
from workers.links.verdict.policy import LinkHistory, judge

PDF = answers(200, b"%PDF-1.7" + bytes(900), Content_Type="application/pdf")
CASINO = "<title>Slot gacor casino</title><h1>Jackpot</h1><p>" + "casino poker slot jackpot betting togel " * 20
REDESIGN = "<title>Nos ressources</title><h1>Toutes nos ressources</h1><p>" + "Une page refaite, plus claire. " * 20
REWORDED = PAGE.replace("racontée par celles et ceux", "dite par ceux")


class Fixed:
    def random(self):
        return 0.0


def after_a_change(before, then):
    """Class of the second visit, the states after both, when the second remembers the first."""

    async def visit(world, checker):
        url = world.url(world.rows[0])
        first = await checker.check(url)
        known = Known("", "", first.content_type, "monde.test", first.title, first.text_simhash)
        second = await checker.check(url, known=known)
        opening = judge(LinkHistory(), first, at=first.started_at, rng=Fixed())
        return second.class_, opening.state, judge(opening.history, second, at=second.started_at, rng=Fixed()).state

    return in_world([row("site", at_first(1, before, then))], visit, respect_robots=False)


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (answers(200, CASINO), (C.DOMAIN_DRIFT, LienState.OK, LienState.DANGER)),
        (answers(200, REDESIGN), (C.OK, LienState.OK, LienState.OK)),
        (answers(200, REWORDED), (C.OK, LienState.OK, LienState.OK)),
        (redirects(301, "http://10.0.0.1/"), (C.UNSAFE_TARGET, LienState.OK, LienState.DANGER)),
        (PDF, (C.OK, LienState.OK, LienState.OK)),
    ],
    ids=["casino", "redesign", "reworded", "sent inside", "document"],
)
def test_drift_of_a_page(then, expected):
    assert after_a_change(answers(200, PAGE), then) == expected


def test_drift_of_a_document_into_a_page():
    # HEAD is asked first of what was a document, then GET, which alone may say that it is none any more.
    assert after_a_change(PDF, answers(200, PAGE)) == (C.TYPE_DRIFT, LienState.OK, LienState.SUSPECT)


def test_drift_of_a_site_that_always_was_about_games():
    assert after_a_change(answers(200, CASINO), answers(200, CASINO)) == (C.OK, LienState.ATTENTION, LienState.OK)
