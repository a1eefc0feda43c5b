"""When a page is to be read again: one rule, asked of one page and of the database, which agree."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from pages.enums import RythmeRelecture as R
from pages.freshness.rules import MotifRelecture as M
from pages.freshness.rules import ReadingFacts
from pages.models import PageEditoriale, Ressource
from pages.reading.due import NEVER, because, pages_a_relire, with_dates
from pages.reading.words import why_again
from tests.factories import pages

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def day(text):
    return date.fromisoformat(text) if text else None


# (read on, rhythm, valid until, year of the data) → (first day to be read again, why on 15 June 2026)
RULES = [
    (("2025-06-15", R.ANNEE, None, None), ("2026-06-15", M.RYTHME)),
    (("2025-06-16", R.ANNEE, None, None), ("2026-06-16", None)),
    (("2026-03-16", R.TRIMESTRE, None, None), ("2026-06-15", M.RYTHME)),
    (("2024-06-16", R.DEUX_ANS, None, None), ("2026-06-16", None)),
    (("2026-01-01", R.ANNEE, "2026-07-15", None), ("2026-06-15", M.VALIDITE)),
    # Whoever read it within the last month knew of its end.
    (("2026-06-15", R.ANNEE, "2026-07-15", None), ("2026-07-16", None)),
    (("2026-06-15", R.ANNEE, "2026-06-14", None), ("2026-06-15", M.PERIMEE)),
    (("2020-01-01", R.ANNEE, "2026-06-01", 2019), ("2020-12-31", M.PERIMEE)),
    (("2025-08-01", R.ANNEE, None, 2022), ("2026-08-01", None)),
    (("2025-06-15", R.DEUX_ANS, None, 2022), ("2026-06-15", M.DONNEES)),
    (("2025-06-15", R.DEUX_ANS, None, 2023), ("2027-01-01", None)),
    ((None, R.ANNEE, None, 2022), ("2026-01-01", M.DONNEES)),
    ((None, R.ANNEE, None, None), (None, None)),
]


@pytest.mark.parametrize(("facts", "expected"), RULES)
def test_page_is_due_by_its_rhythm_its_validity_or_its_data(facts, expected):
    read, rhythm, until, year = facts
    found = ReadingFacts(day(read), rhythm, day(until), year)

    assert (found.due_on, found.why(TODAY)) == (day(expected[0]), expected[1])


@pytest.fixture
def six():
    boite = pages.arbre().boite
    return [pages.ressource(boite).pk for _ in range(6)]


days = st.dates(date(2024, 1, 1), date(2026, 6, 15))


@given(
    rows=st.lists(
        st.tuples(
            st.none() | days,
            st.sampled_from(R),
            st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
            st.none() | st.integers(2019, 2026),
            days,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_database_and_rule_agree(six, rows):
    made = six[: len(rows)]
    for pk, (read, rhythm, until, year, online) in zip(made, rows, strict=True):
        PageEditoriale.objects.filter(pk=pk).update(
            relu_le=read,
            rythme_relecture=rhythm,
            valable_jusqu_au=until,
            millesime=year,
            first_published_at=f"{online}T12:00:00+00:00",
        )
    found = {page.pk: page for page in with_dates().filter(pk__in=made)}

    assert {pk: (page.lue_le, page.echeance) for pk, page in found.items()} == {
        pk: (page.freshness.read_on, page.a_relire_le or NEVER) for pk, page in found.items()
    }
    for motif in M:
        asked = set(with_dates().filter(because(motif, TODAY), pk__in=made).values_list("pk", flat=True))
        assert asked == {pk for pk, page in found.items() if page.why_again(TODAY) == motif}
    due = [page.pk for page in pages_a_relire(TODAY).filter(pk__in=made)]
    assert due == sorted(
        (pk for pk, page in found.items() if page.why_again(TODAY)), key=lambda pk: (found[pk].a_relire_le, pk)
    )


def test_reason_is_told_in_words(db):
    arbre = pages.arbre()
    told = {
        "rythme": {"relu_le": date(2025, 6, 1)},
        "validite": {"relu_le": date(2026, 1, 1), "valable_jusqu_au": date(2026, 7, 1)},
        "perimee": {"relu_le": date(2026, 1, 1), "valable_jusqu_au": date(2026, 6, 1)},
        "donnees": {"relu_le": date(2025, 6, 1), "rythme_relecture": R.DEUX_ANS, "millesime": 2020},
        "rien": {"relu_le": date(2026, 6, 1)},
    }
    made = {name: pages.ressource(arbre.boite, **fields) for name, fields in told.items()}

    assert {name: why_again(page, TODAY).replace("\xa0", " ") for name, page in made.items()} == {
        "rythme": "Relecture attendue depuis le 1er juin 2026",
        "validite": "Valable jusqu’au 1er juillet 2026",
        "perimee": "N’est plus valable depuis le 1er juin 2026",
        "donnees": "Ses données datent de 2020",
        "rien": "",
    }


@time_machine.travel("2026-06-15 10:00+00:00")
def test_page_that_nobody_marked_counts_as_read_on_the_day_it_first_appeared():
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite)
    Ressource.objects.filter(pk=page.pk).update(relu_le=None, first_published_at="2025-06-14T23:30:00+02:00")
    page.refresh_from_db()

    assert (page.a_relire_le, page.why_again(TODAY - timedelta(days=2)), page.why_again(TODAY)) == (
        date(2026, 6, 14),
        None,
        M.RYTHME,
    )
