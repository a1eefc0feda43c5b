"""What an endpoint says of itself, and what is said of Wagtail's."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.checks.registry import registry
from ninja import NinjaAPI, Router

from acces.enums import TokenScope
from cms.api.checks import check_endpoints, faults
from cms.api.operations import known_facts, operations_of
from cms.api.routers import api
from cms.api.tokens import right_needed
from cms.api.wagtail_facts import OPERATIONS
from ground.edges.lanes import READINGS, SEARCHES
from ground.facts import Facts, facts

PUBLIC = Facts(needs=None)


def ours():
    return [one for one in operations_of(api) if not one.view_func.__module__.startswith("wagtail.")]


def mounted(*views, **route):
    """An API of its own with these endpoints."""
    router = Router()
    for view in views:
        router.post(f"/{view.__name__}/", operation_id=view.__name__, **route)(view)
    made = NinjaAPI(urls_namespace=f"essai-{id(router)}")
    made.add_router("/", router)
    return list(operations_of(made))


def told(found):
    return [(one.id, one.msg, bool(one.hint)) for one in found]


def test_every_endpoint_is_told():
    assert check_endpoints in registry.registered_checks
    assert run_checks(tags=["api"]) == []


def test_endpoint_that_forgets_its_facts_is_an_error_with_its_name():
    def forgetful(request):
        return {}

    assert told(faults(mounted(forgetful))) == [
        ("odd17.E014", "The endpoint forgetful (tests.cms.test_api_facts.forgetful) says nothing of itself.", True)
    ]


def test_operation_that_wagtail_adds_is_an_error_until_it_has_a_row():
    def locales_merge(request):
        return {}

    locales_merge.__module__ = "wagtail.locales.api.v3.router"
    assert told(faults(mounted(locales_merge))) == [
        (
            "odd17.E012",
            "Nothing is known of Wagtail's operation locales_merge (wagtail.locales.api.v3.router.locales_merge).",
            True,
        )
    ]


def test_endpoint_that_needs_a_right_asks_who_is_there():
    @facts(needs=TokenScope.ECRITURE)
    def writes(request):
        return {}

    assert told(faults(mounted(writes))) == [
        (
            "odd17.E013",
            "The endpoint writes (tests.cms.test_api_facts.writes) needs a right, but lets in whoever sends no token.",
            True,
        )
    ]
    assert list(faults(mounted(writes, auth=lambda request: None))) == []


@pytest.mark.parametrize("above", [True, False])
def test_facts_may_stand_above_or_below_the_route(above):
    def view(request):
        return {}

    router, declare = Router(), facts(needs=None, cost=3)
    route = router.get("/", operation_id="view")
    declare(route(view)) if above else route(declare(view))
    made = NinjaAPI(urls_namespace=f"essai-{id(router)}")
    made.add_router("/", router)
    assert [known_facts(one) for one in operations_of(made)] == [Facts(needs=None, cost=3)]


def test_table_of_wagtail_holds_its_operations_and_no_other():
    theirs = {one.operation_id for one in operations_of(api)} - {one.operation_id for one in ours()}
    assert set(OPERATIONS) == theirs


def test_ours_that_are_not_plain_say_so():
    assert {one.operation_id: known_facts(one) for one in ours() if known_facts(one) != PUBLIC} == {
        "adoc_evaluer": Facts(needs=None, cost=4, lane=READINGS),
        "cap": Facts(needs=None, cost=3, lane=READINGS),
        "cap_creer": Facts(needs=None, cost=5),
        "pages_actions_submit": Facts(needs=TokenScope.ECRITURE),
        "recherche": Facts(needs=None, cost=2, lane=SEARCHES, judges=True),
        "recherche_suggestions": Facts(needs=None, judges=True),
        "termes": Facts(needs=None, judges=True),
        "liens_liste": Facts(needs=None, judges=True),
    }


@pytest.mark.parametrize(
    ("told", "version", "expected"),
    [
        (PUBLIC, "", None),
        (PUBLIC, "draft", None),
        (OPERATIONS["pages_detail"], "live", None),
        (OPERATIONS["pages_detail"], "draft", TokenScope.BROUILLONS),
        (OPERATIONS["pages_find"], "draft", TokenScope.BROUILLONS),
        (OPERATIONS["pages_revisions_list"], "", TokenScope.BROUILLONS),
        (OPERATIONS["pages_create"], "", TokenScope.ECRITURE),
        (OPERATIONS["pages_delete"], "draft", TokenScope.ECRITURE),
    ],
)
def test_right_that_is_needed(told, version, expected):
    assert right_needed(told, version) == expected


def test_every_write_of_wagtail_needs_the_right_to_write_and_every_history_that_to_drafts():
    methods = {one.operation_id: one.methods[0] for one in operations_of(api)}
    assert {name: row.needs for name, row in OPERATIONS.items()} == {
        name: TokenScope.ECRITURE if methods[name] != "GET" else TokenScope.BROUILLONS if "revision" in name else None
        for name in OPERATIONS
    }


def test_browsers_of_other_sites_may_ask_all_that_ours_offer_and_no_more():
    methods = {method for one in ours() for method in one.methods}
    headers = {auth.param_name.lower() for one in ours() for auth in one.auth_callbacks if hasattr(auth, "param_name")}
    assert {*methods, "HEAD", "OPTIONS"} == set(settings.CORS_ALLOW_METHODS)
    assert headers <= set(settings.CORS_ALLOW_HEADERS)
