"""What each query must find and must not: one row per query, `query | must; must | must not; must not`."""

from pathlib import Path

import pytest

from search.planning.parsing import parse
from tests.search.plan_matcher import matches


def _rows():
    for line in (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").splitlines():
        query, must, must_not = (part.strip() for part in line.split("|"))
        yield (
            query,
            [t.strip() for t in must.split(";") if t.strip()],
            [t.strip() for t in must_not.split(";") if t.strip()],
        )


@pytest.mark.parametrize(("query", "must", "must_not"), list(_rows()))
def test_query_finds_what_it_must_and_nothing_it_must_not(query, must, must_not):
    plan = parse(query)

    assert [text for text in must if matches(plan, text)] == must
    assert [text for text in must_not if matches(plan, text)] == []
