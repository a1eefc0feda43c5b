"""A rebuild takes what it has kept of a page only if the page, and all that its document is made of, is still the same.

Every change here is written past Django's signals: nobody tells the index of it, and the rebuild must see it.
"""

import os
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from liens.models import Lien
from pages.models import Axe, BoiteAOutils, LienRessource, PageEditoriale, PageTerritoire, Ressource
from search.documents import builder
from search.documents.builder import Reader, all_documents
from search.engines import embedded_kept
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_kept import KeptRows
from search.index import outbox, rebuilding
from search.index.models import EcritureIndex
from search.index.rebuilding import compare, rebuild_index
from search.spelling.models import MotDuVocabulaire
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire
from tests.remembered import remembered
from tests.search.site import PetitSite, paragraphe

pytestmark = pytest.mark.django_db


@remembered
def three_pages(site):
    first = site.ressource("Guide vélo", parent=site.boite, chapo="Rouler.", corps=paragraphe("<p>Une selle.</p>"))
    first.partenaires_lies.create(partenaire=Partenaire.objects.create(nom="Agence fictive", sigle="AFI"))
    first.save_revision().publish()
    return first, site.ressource("Outil", own=[site.lyon, site.region]), site.exemple("Une alliance")


@pytest.fixture
def pages(site, index):
    """Three pages, indexed and kept; nothing waits."""
    found = three_pages(site)
    rebuild_index(index)
    outbox.drain(index)
    EcritureIndex.objects.all().delete()
    return found


@pytest.fixture
def made(monkeypatch):
    """The pages of which a document is made from now on, in their order."""
    found: list[int] = []
    document = builder._document
    monkeypatch.setattr(builder, "_document", lambda row, *others: found.append(row.id) or document(row, *others))
    return found


@pytest.mark.parametrize(("before", "after"), [("", "AtNight"), ("AtNight", "AtNightAgain"), ("AtNight", "")])
def test_rows_are_made_again_when_something_else_makes_their_vectors(settings, pages, index, made, before, after):
    for chosen in (before, after):
        settings.SEARCH_VECTORS = f"tests.search.test_vectors.{chosen}" if chosen else ""
        made.clear()
        rebuild_index(index)
    assert made == [page.pk for page in pages]


def test_what_has_not_changed_is_not_made_again(pages, index, made):
    before = [replace_version(one) for one in index.ids_and_versions()]
    words = set(MotDuVocabulaire.objects.values_list("ecriture", "documents"))
    rebuild_index(index)
    assert made == []
    assert [replace_version(one) for one in index.ids_and_versions()] == before
    assert set(MotDuVocabulaire.objects.values_list("ecriture", "documents")) == words
    assert not compare(index)


def replace_version(one):
    return replace(one, version=0)


def first_of(pages):
    return Page.objects.filter(pk=pages[0].pk)


CHANGES = {
    "title": lambda pages: first_of(pages).update(title="Guide marche"),
    "address": lambda pages: first_of(pages).update(url_path="/site/agir/ailleurs/"),
    "place in the tree": lambda pages: first_of(pages).update(path=f"{pages[1].get_parent().path}0099", depth=5),
    "first publication": lambda pages: first_of(pages).update(first_published_at=timezone.now() - timedelta(days=9)),
    "chapô": lambda pages: PageEditoriale.objects.filter(pk=pages[0].pk).update(chapo="Marcher."),
    "body": lambda pages: rewrite(pages[0].pk, paragraphe("<p>Un pied.</p>")),
    "fictitious": lambda pages: PageEditoriale.objects.filter(pk=pages[0].pk).update(est_fictif=True),
    "validity": lambda pages: PageEditoriale.objects.filter(pk=pages[0].pk).update(
        valable_jusqu_au=timezone.localdate() + timedelta(days=9)
    ),
    "acteur renamed": lambda pages: Acteur.objects.filter(slug="associations").update(nom="Collectifs"),
    "domaine renamed": lambda pages: Domaine.objects.filter(slug="mobilite").update(nom="Déplacements"),
    "domaine of another critère": lambda pages: Domaine.objects.filter(slug="mobilite").update(
        critere="environnementaux"
    ),
    "ODD renamed": lambda pages: Odd.objects.filter(numero=11).update(nom="Villes"),
    "nature renamed": lambda pages: Nature.objects.filter(slug="guide").update(nom="Manuel"),
    "partenaire renamed": lambda pages: Partenaire.objects.update(nom="Autre agence"),
    "territoire renamed": lambda pages: Territoire.objects.filter(slug="france").update(nom="La France"),
    "territoire moved": lambda pages: Territoire.objects.filter(slug="com-69123").update(chemin="france/com-69123"),
    "territoires in another order": lambda pages: swap(PageTerritoire.objects.filter(page=pages[1])),
    "term taken away": lambda pages: Ressource.acteurs.through.objects.filter(pageeditoriale=pages[0].pk).delete(),
    "label of a link": lambda pages: LienRessource.objects.filter(page=pages[0].pk).update(libelle="Lire"),
    "state of a link": lambda pages: Lien.objects.update(etat="casse", verifie_le=timezone.now()),
    "slug of a boîte": lambda pages: BoiteAOutils.objects.update(slug="conduire"),
    "code of an axe": lambda pages: Axe.objects.filter(code="agir").update(code="perenniser"),
    "root of the site": lambda pages: Site.objects.update(root_page=Page.objects.get(depth=1)),
}


def rewrite(page, corps):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pages_pageeditoriale SET corps = %s WHERE page_ptr_id = %s", [corps, page])


def swap(rows):
    first, second = rows.order_by("sort_order", "pk")
    # None comes first or last, as the database has it.
    rows.filter(pk=first.pk).update(sort_order=1)
    rows.filter(pk=second.pk).update(sort_order=0)
    assert first.territoire_id != second.territoire_id


@pytest.mark.parametrize("change", CHANGES)
def test_change_that_nobody_told_of_is_in_the_rebuilt_index(pages, index, change):
    before = {one.id: one.empreinte for one in all_documents()}
    CHANGES[change](pages)
    Site.clear_site_root_paths_cache()
    assert {one.id: one.empreinte for one in all_documents()} != before, "the change is none"
    rebuild_index(index)
    assert not compare(index)


@pytest.mark.parametrize(
    "hide",
    [
        lambda page: Page.objects.filter(pk=page.pk).update(live=False),
        lambda page: PageEditoriale.objects.filter(pk=page.pk).update(
            valable_jusqu_au=timezone.localdate().replace(year=2001)
        ),
        lambda page: PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page=page, restriction_type="login")]
        ),
    ],
    ids=["not live", "expired", "restricted"],
)
def test_page_that_may_not_be_found_any_more_is_not_taken_from_what_is_kept(pages, index, hide):
    hide(pages[0])
    rebuild_index(index)
    assert {one.id for one in index.ids_and_versions()} == {page.pk for page in pages[1:]}
    assert kept(index).keys() == {page.pk for page in pages[1:]}


def kept(index):
    """What is kept, by page: (stamp, line, words)."""
    with sqlite3.connect(index.kept.file) as rows:
        return {row[0]: row[1:] for row in rows.execute("SELECT * FROM kept")}


def test_page_of_a_higher_id_than_all_others_is_forgotten_when_it_goes(pages, index):
    last = max(page.pk for page in pages)
    Page.objects.filter(pk=last).update(live=False)
    rebuild_index(index)
    assert last not in kept(index)


def test_other_code_makes_everything_again(pages, index, made, monkeypatch):
    monkeypatch.setattr(builder, "form_of_code", lambda: "other code")
    rebuild_index(index)
    assert made == sorted(page.pk for page in pages)


def test_form_of_the_code_follows_the_rules_of_french(monkeypatch):
    from search.documents import form

    before = form.form_of_code()
    form.form_of_code.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(form, "analysis_hash", lambda: "other rules")
        assert form.form_of_code() != before
    form.form_of_code.cache_clear()
    assert form.form_of_code() == before


@pytest.mark.parametrize(
    "module",
    [
        "search.engines.embedded_schema",
        "search.french.stemmer",
        "search.french.lexicon",
        "search.documents.plain_texts",
        "search.documents.lineages",
        "pages.blocks",
        "taxonomy.enums",
        "liens.enums",
    ],
)
def test_form_of_the_code_is_of_all_that_makes_a_document(settings, module):
    from ground.machine.code import imported
    from search.documents.form import ROOTS

    files, libraries = imported(ROOTS, settings.BASE_DIR)
    assert module in files
    assert {"tantivy", "wagtail", "orjson"} <= libraries


def test_edit_that_was_applied_is_kept_for_the_next_rebuild(pages, site, index, made):
    fresh = site.ressource("Nouvelle")
    outbox.drain(index)
    assert fresh.pk in made
    made.clear()
    rebuild_index(index)
    assert made == []
    assert not compare(index)


def test_page_that_was_removed_is_kept_no_more(pages, index):
    pages[0].unpublish()
    outbox.drain(index)
    assert pages[0].pk not in kept(index)


def test_rows_of_the_writer_are_those_that_documents_give(pages, index):
    whole = {one.id: (embedded_kept.line_of(one), set(one.mots)) for one in all_documents()}
    assert {page: (line, set(words.split())) for page, (_, line, words) in kept(index).items()} == whole


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b"no database at all" * 500),
        lambda file: sqlite3.connect(file).execute("PRAGMA user_version=99"),
        lambda file: sqlite3.connect(file).execute("ALTER TABLE kept RENAME TO other"),
    ],
    ids=["gone", "no database", "another format", "another table"],
)
def test_file_that_is_no_use_costs_time_and_nothing_else(pages, index, spoil):
    spoil(index.kept.file)
    for _ in range(2):
        rebuild_index(index)
        assert not compare(index)
    assert kept(index).keys() == {page.pk for page in pages}


def test_file_that_cannot_be_opened_stops_neither_rebuild_nor_edit(pages, site, index, monkeypatch):
    def refuse(self):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(KeptRows, "_opened", refuse)
    Page.objects.filter(pk=pages[0].pk).update(title="Guide marche")
    rebuild_index(index)
    assert not compare(index)
    site.ressource("Nouvelle")
    outbox.drain(index)
    assert not compare(index)


def test_pages_beyond_what_may_be_kept_are_indexed_all_the_same(pages, index, monkeypatch):
    monkeypatch.setattr(embedded_kept, "AT_MOST", 0)
    index.kept.file.unlink()
    rebuild_index(index)
    assert (kept(index), bool(compare(index))) == ({}, False)


def test_edit_applied_between_the_look_and_the_reading_is_in_the_index(pages, index, monkeypatch):
    """What a process has looked at a moment ago is another row now: the newer one, or none, is there."""
    checked = KeptRows._checked

    def then_edited(self, reader, bounds):
        found = checked(self, reader, bounds)
        Page.objects.filter(pk=pages[0].pk).update(title="Guide marche")
        self.put([], {pages[0].pk})
        return found

    monkeypatch.setattr(KeptRows, "_checked", then_edited)
    rebuild_index(index)
    assert not compare(index)


def test_page_that_waited_when_a_rebuild_began_is_written_once_unless_it_changed_again(pages, index, monkeypatch):
    outbox.record([page.pk for page in pages])
    written = []
    rebuild = EmbeddedEngine.rebuild

    def noting(self, asked):
        catch_up = asked.catch_up

        def caught_up():
            Page.objects.filter(pk=pages[1].pk).update(title="Autre outil")
            Page.objects.filter(pk=pages[2].pk).update(live=False)
            found = catch_up()
            written.append(([one.titre for one in found[1]], found[2]))
            return found

        asked.catch_up = caught_up
        return rebuild(self, asked)

    monkeypatch.setattr(EmbeddedEngine, "rebuild", noting)
    rebuild_index(index)
    assert written == [(["Autre outil"], {pages[2].pk})]
    assert not compare(index)


def test_bounds_lie_side_by_side_and_hold_every_page(pages):
    reader = Reader(2)
    assert [first for first, _ in reader.bounds] == [0, *(last + 1 for _, last in reader.bounds[:-1])]
    found = [pk for bounds in reader.bounds for pk in reader.batch(bounds).ids]
    assert found == sorted(page.pk for page in pages)


@pytest.mark.parametrize("rebuilt", [False, True])
def test_two_that_write_together_wait_for_one_another(pages, index, monkeypatch, rebuilt):
    """Who looks for room has begun to write: another process writes after it, and neither loses its rows."""
    has_room = embedded_kept._has_room
    waiting = []

    def meanwhile(opened):
        room = has_room(opened)
        with sqlite3.connect(index.kept.file, timeout=0) as other, pytest.raises(sqlite3.OperationalError) as held:
            other.execute("DELETE FROM kept WHERE page = 0")
        waiting.append(str(held.value))
        return room

    before = kept(index)
    Page.objects.filter(pk=pages[0].pk).update(title="Guide de la marche")
    monkeypatch.setattr(embedded_kept, "_has_room", meanwhile)
    if rebuilt:
        rebuild_index(index)
    else:
        outbox.record([pages[0].pk])
        outbox.drain(index)
    assert waiting == ["database is locked"]
    monkeypatch.undo()
    after = kept(index)
    assert {page for page in before.keys() | after.keys() if before.get(page) != after.get(page)} == {pages[0].pk}


@pytest.mark.django_db(transaction=True)
def test_two_processes_prepare_what_one_does(tmp_path, monkeypatch):
    """What they keep is in one file, and each has a connection of its own to the database."""
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    pages = three_pages(PetitSite())
    monkeypatch.setattr(rebuilding, "Reader", lambda: Reader(1))
    # Other tests of this process may have left threads, which wait for nothing of this one.
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    forked = []
    fork = os.fork

    def noting():
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", noting)
    engine = EmbeddedEngine(tmp_path / "index")
    assert rebuild_index(engine, processes=2) == len(pages)
    assert (len(forked), bool(compare(engine))) == (2, False)
    assert kept(engine).keys() == {page.pk for page in pages}
