"""The header of surrogate keys stays short enough for every server, and forgets nothing."""

from ground.keeping.surrogates import AT_MOST, in_lots, surrogate_keys

PAGES = [f"page-{pk}" for pk in range(1_500)]


def test_keys_are_said_in_their_order_once():
    assert surrogate_keys(["pages", "page-2", "page-1", "page-2", "api"]) == "pages page-2 page-1 api"


def test_keys_that_are_too_many_are_said_by_what_all_lists_of_pages_are_known_by():
    assert surrogate_keys(["termes", *PAGES, "api"]) == "termes pages api"


def test_lots_name_every_key_and_none_is_too_long():
    lots = list(in_lots(PAGES))
    assert " ".join(lots).split() == PAGES
    assert max(map(len, lots)) <= AT_MOST
    assert len(lots) == 4
    assert list(in_lots([])) == []
