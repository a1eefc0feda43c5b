"""What is told of pages and terms: each event once, in its transaction, with what was there before read once."""

from contextlib import contextmanager

import pytest
from django.core import serializers
from django.db import connection
from wagtail.models import Page, PageViewRestriction, Site

from pages.events import signals
from pages.models import Ressource, Rubrique
from taxonomy.merging import merge_terms
from taxonomy.models import SlugFusionne
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
SIGNALS = {
    "page_changed": ("page", "created", "renamed", "readdressed"),
    "publication_changed": ("page",),
    "page_leaving": ("page",),
    "page_left": ("page",),
    "subtree_closing": ("path",),
    "subtree_changed": ("page_id", "path"),
    "sites_changed": (),
    "term_changed": ("term", "created", "pages"),
    "pages_changed": ("pages",),
    "places_changed": ("pages",),
    "term_leaving": ("term", "pages"),
    "term_merged": ("facette", "former", "slug", "term", "pages"),
}


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def told():
    """What is told meanwhile: the name of a signal, and its values in their order."""
    heard, receivers = [], []
    for name, values in SIGNALS.items():

        def listen(sender, name=name, values=values, **given):
            assert set(given) == {*values, "signal"}
            heard.append((name, *(given[value] for value in values)))

        receivers.append((getattr(signals, name), listen))
    for signal, listen in receivers:
        signal.connect(listen)
    yield heard
    for signal, listen in receivers:
        signal.disconnect(listen)


@contextmanager
def queries():
    """The queries that are asked meanwhile."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def test_page_that_is_saved_as_it_was_is_changed_and_no_more(arbre, told):
    arbre.rubrique.save()
    assert told == [("page_changed", arbre.rubrique, False, False, False)]


def test_new_page_is_created(arbre, told):
    page = arbre.agir.add_child(instance=Rubrique(title="Nouvelle"))
    assert told == [("page_changed", page, True, False, False)]


def test_alias_is_told_like_a_new_page(arbre, told):
    alias = arbre.rubrique.create_alias(parent=arbre.agir, update_slug="copie")
    assert told == [("page_changed", alias, True, False, False)]


@pytest.mark.parametrize(
    ("field", "value", "renamed", "readdressed"),
    [
        ("title", "Autre", True, False),
        ("slug", "autre", True, True),
        ("live", False, True, False),
        ("chapo", "Autre", False, False),
    ],
)
@pytest.mark.parametrize("alone", [False, True])
def test_what_has_changed_is_told(arbre, told, field, value, renamed, readdressed, alone):
    setattr(arbre.rubrique, field, value)
    arbre.rubrique.save(**({"update_fields": [field]} if alone else {}))
    assert told == [("page_changed", arbre.rubrique, False, renamed, readdressed)]


def test_name_that_is_not_written_is_not_told(arbre, told):
    arbre.rubrique.title = "Autre"
    arbre.rubrique.save(update_fields=["chapo"])
    assert told == [("page_changed", arbre.rubrique, False, False, False)]


def test_save_that_failed_leaves_nothing_to_tell(arbre, told):
    arbre.rubrique.title = "Autre"
    arbre.rubrique.depth = None
    with pytest.raises(Exception, match="depth"):
        arbre.rubrique.save(clean=False)
    arbre.rubrique.refresh_from_db()
    arbre.rubrique.save(update_fields=["chapo"])
    assert told == [("page_changed", arbre.rubrique, False, False, False)]


def test_draft_tells_nothing(arbre, told):
    arbre.rubrique.title = "Brouillon"
    arbre.rubrique.save_revision()
    assert told == []


def test_publication_tells_the_save_and_then_the_publication(arbre, told):
    arbre.rubrique.title = "Publiée"
    arbre.rubrique.save_revision().publish()
    arbre.rubrique.refresh_from_db()
    Rubrique.objects.get(pk=arbre.rubrique.pk).unpublish()
    page = arbre.rubrique
    assert told == [
        ("page_changed", page, False, True, False),
        ("publication_changed", page),
        ("page_changed", page, False, True, False),
        ("publication_changed", page),
    ]


def test_move_is_told_by_the_save_of_a_plain_page(arbre, told):
    arbre.rubrique.move(arbre.perenniser, pos="last-child")
    (name, page, *values) = told[0]
    assert (len(told), name, type(page), page.pk, values) == (
        1,
        "page_changed",
        Page,
        arbre.rubrique.pk,
        [False, True, True],
    )
    assert page.path == Page.objects.get(pk=arbre.rubrique.pk).path


def test_move_among_siblings_is_told_with_the_place_it_leads_to(arbre, told):
    before = arbre.comprendre.path
    arbre.comprendre.move(arbre.perenniser, pos="right")
    now = Page.objects.get(pk=arbre.comprendre.pk)
    assert now.path > before
    assert told == [("page_changed", now, False, False, False), ("subtree_changed", now.pk, now.path)]


def test_deletion_of_a_subtree_is_told_of_each_page_before_and_after(arbre, told):
    page = pages.ressource(arbre.boite)
    told.clear()
    Page.objects.get(pk=arbre.boite.pk).delete()
    heard = sorted((name, gone.title) for name, gone in told if name != "publication_changed")
    titles = sorted([page.title, arbre.boite.title])
    assert heard == [(name, title) for name in ("page_leaving", "page_left") for title in titles]


def test_restriction_is_told_before_and_after_it_is_saved_and_when_it_goes(arbre, told):
    with queries() as asked:
        restriction = PageViewRestriction.objects.create(page=arbre.agir, restriction_type="login")
    restriction.delete()
    changed = ("subtree_changed", arbre.agir.pk, arbre.agir.path)
    assert told == [("subtree_closing", arbre.agir.path), changed, changed]
    paths = [sql for sql in asked if sql.startswith('SELECT "wagtailcore_page"."path" AS') and '"id" =' in sql]
    assert len(paths) == 1


def test_site_that_is_saved_or_deleted_is_told(told):
    root = pages.racine()
    told.clear()
    site = Site.objects.create(hostname="autre.example", port=80, root_page=root)
    site.delete()
    assert told == [("sites_changed",), ("sites_changed",)]


def test_term_is_told_with_the_live_pages_that_show_it(arbre, told):
    term = taxonomy.acteur()
    page = pages.ressource(arbre.boite, acteurs=[term])
    pages.ressource(arbre.boite, acteurs=[term], live=False)
    told.clear()
    new, kept = taxonomy.acteur(), term
    kept.save()
    assert told == [("term_changed", new, True, set()), ("term_changed", kept, False, {page.pk})]


def test_merge_is_told_with_the_pages_that_show_what_is_left(arbre, told):
    source, cible = taxonomy.acteur(), taxonomy.acteur()
    page = pages.ressource(arbre.boite, acteurs=[source])
    told.clear()
    former = source.slug
    merge_terms(source=source, cible=cible, by=None)
    assert told == [
        ("term_merged", "acteur", former, cible.slug, cible, {page.pk}),
        ("term_leaving", source, set()),
    ]


def test_slug_that_leads_to_no_term_is_told_without_one(told):
    SlugFusionne.objects.create(facette="acteur", ancien="a", nouveau="b")
    assert told == [("term_merged", "acteur", "a", "b", None, set())]


def test_rows_of_a_fixture_tell_nothing(arbre, told):
    term = taxonomy.acteur()
    told.clear()
    merged = SlugFusionne(facette="acteur", ancien="a", nouveau="b")
    for row in serializers.deserialize("json", serializers.serialize("json", [arbre.rubrique, term, merged])):
        row.save()
    assert told == []


def test_what_was_before_is_read_by_one_query(arbre):
    page = Ressource.objects.get(pk=pages.ressource(arbre.boite).pk)
    with queries() as asked:
        page.save()
    before = [sql for sql in asked if sql.startswith('SELECT "wagtailcore_page"."live" AS "live", ')]
    assert len(before) == 1


def test_events_cost_a_fixed_number_of_queries(arbre, django_capture_on_commit_callbacks):
    """Wagtail's own among them: a release of it may change these numbers, a change of ours should not raise them."""
    term = taxonomy.acteur()
    pk = pages.ressource(arbre.boite, acteurs=[term]).pk
    pages.ressource(arbre.boite, acteurs=[term])
    parents = {1: arbre.rubrique, 2: arbre.se_former}

    def rename(page, turn):
        page.title = f"Titre {turn}"
        page.save_revision().publish()

    acts = {
        "save": lambda page, turn: page.save(),
        "draft": lambda page, turn: page.save_revision(),
        "rename": rename,
        "term": lambda page, turn: term.save(),
        "move": lambda page, turn: page.move(parents[turn], pos="last-child"),
    }
    found = {}
    # The second time, when what a process reads once is read.
    for turn in parents:
        for name, act in acts.items():
            page = Ressource.objects.get(pk=pk)
            with queries() as asked, django_capture_on_commit_callbacks(execute=True):
                act(page, turn)
            found[name] = len(asked)
    # Wagtail's own index of words takes a query more on SQLite for each time that a page is written.
    assert (
        found
        == {
            "sqlite": {"save": 43, "draft": 88, "rename": 210, "term": 13, "move": 60},
            "postgresql": {"save": 42, "draft": 87, "rename": 208, "term": 13, "move": 59},
        }[connection.vendor]
    )
