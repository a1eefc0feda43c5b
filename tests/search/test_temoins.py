"""The témoins on both engines: what a run keeps, what fell, and which index may take over."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Page

from search.engines.base import Rebuild
from search.engines.embedded import EmbeddedEngine
from search.lexique import current
from search.temoins.enums import Origine, Role
from search.temoins.gate import WorseIndexError, controle
from search.temoins.models import PageTemoin, Passage, RequeteTemoin
from search.temoins.passages import run_temoins
from search.temoins.tasks import ask_temoins
from tests.search.conftest import rebuild_of
from tests.search.corpus import document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    current.forget()
    yield
    current.forget()


@pytest.fixture
def pages():
    """Three pages: two about bikes, one about buses."""
    racine = Page.objects.get(depth=1)
    return [racine.add_child(instance=Page(title=titre)) for titre in ("Plan vélo", "Vélo et santé", "Réseau de bus")]


@pytest.fixture
def temoin(pages):
    """« vélo » must give the first page, and never the third."""
    made = RequeteTemoin(requete="vélo", premiers=2)
    made.pages = [PageTemoin(page=pages[0], valeur=3), PageTemoin(page=pages[2], role=Role.INDESIRABLE)]
    made.save()
    return made


def documents(pages):
    return [document(page.pk, page.title) for page in pages]


def rebuild(engine, docs, **changes):
    asked = rebuild_of(docs)
    return engine.rebuild(Rebuild(asked.documents, asked.version, asked.catch_up, **changes))


def rows(passage):
    return [
        (row.nom, row.reussi, row.ndcg, row.total, row.manquantes, row.indesirables, row.baisse)
        for row in passage.resultats.all()
    ]


def test_run_keeps_what_each_temoin_gave(engine, pages, temoin):
    rebuild(engine, documents(pages))

    passage = run_temoins(engine, Origine.BOUTON)

    assert (passage.moteur, passage.total, passage.reussis, passage.ndcg) == (engine.name, 1, 1, 1.0)
    assert rows(passage) == [("« vélo »", True, 1.0, 2, [], [], False)]


def test_run_names_pages_that_are_missing_and_what_fell(engine, pages, temoin):
    rebuild(engine, documents(pages))
    run_temoins(engine, Origine.NUIT)
    rebuild(engine, [document(pages[1].pk, "Vélo et santé"), document(pages[2].pk, "Réseau de bus et vélo")])

    passage = run_temoins(engine, Origine.NUIT)

    assert rows(passage) == [
        (
            "« vélo »",
            False,
            0.0,
            2,
            [{"id": pages[0].pk, "titre": "Plan vélo"}],
            [{"id": pages[2].pk, "titre": "Réseau de bus"}],
            True,
        )
    ]
    assert (passage.reussis, passage.ndcg, str(passage)) == (0, 0.0, "0 témoins réussis sur 1")


def test_temoin_that_is_unticked_is_not_run(engine, pages, temoin):
    temoin.actif = False
    temoin.save()

    assert rows(run_temoins(engine, Origine.BOUTON)) == []


def test_temoin_without_a_query_is_its_filters(engine, pages):
    made = RequeteTemoin(filtres="etat_lien=ok&q=rien&page=9", premiers=10)
    made.pages = [PageTemoin(page=page) for page in pages]
    made.save()
    rebuild(engine, documents(pages))

    assert [(row[0], row[1], row[3]) for row in rows(run_temoins(engine, Origine.BOUTON))] == [
        ("etat_lien=ok&q=rien&page=9", True, 3)
    ]


def test_worse_index_does_not_take_over(engine, pages, temoin):
    rebuild(engine, documents(pages))

    with pytest.raises(WorseIndexError) as refusal:
        rebuild(engine, documents(pages[1:]), accept=controle(engine, confirme=False))

    assert str(refusal.value) == (
        "le nouvel index répond moins bien aux requêtes témoins (« vélo »). L’ancien reste en service ; "
        "pour passer outre : « python manage.py search_rebuild --confirmer »."
    )
    assert [one.id for one in engine.ids_and_versions()] == [page.pk for page in pages]
    passage = Passage.objects.get()
    assert (passage.origine, passage.bascule, passage.reussis) == (Origine.RECONSTRUCTION, False, 0)


def test_refused_index_is_not_what_a_rollback_gives_back(engine, pages, temoin):
    rebuild(engine, documents(pages[:1]))
    rebuild(engine, documents(pages))
    with pytest.raises(WorseIndexError):
        rebuild(engine, documents(pages[1:]), accept=controle(engine, confirme=False))

    assert engine.rollback() is True
    assert [one.id for one in engine.ids_and_versions()] == [pages[0].pk]


def test_worse_index_takes_over_once_confirmed(engine, pages, temoin):
    rebuild(engine, documents(pages))

    rebuild(engine, documents(pages[1:]), accept=controle(engine, confirme=True))

    assert [one.id for one in engine.ids_and_versions()] == [page.pk for page in pages[1:]]
    assert Passage.objects.get().bascule is True


def test_lower_mean_is_worse_although_nothing_fails(engine, pages):
    made = RequeteTemoin(requete="vélo", premiers=10)
    made.pages = [PageTemoin(page=pages[0])]
    made.save()
    rebuild(engine, [document(pages[0].pk, "Vélo"), document(pages[1].pk, "Bus")])

    with pytest.raises(WorseIndexError) as refusal:
        rebuild(
            engine,
            [document(pages[0].pk, "Un plan pour la ville", corps="vélo"), document(pages[1].pk, "Vélo")],
            accept=controle(engine, confirme=False),
        )

    assert "(nDCG@10 moyen : 0,631 au lieu de 1,000)" in str(refusal.value)


def test_equal_index_takes_over(engine, pages, temoin):
    rebuild(engine, documents(pages))
    rebuild(engine, documents(pages), accept=controle(engine, confirme=False))

    assert Passage.objects.get().bascule is True


def test_first_index_needs_no_confirmation(tmp_path, pages, temoin):
    engine = EmbeddedEngine(tmp_path / "premier")

    rebuild(engine, documents(pages[1:]), accept=controle(engine, confirme=False))

    assert [one.id for one in engine.ids_and_versions()] == [page.pk for page in pages[1:]]


def test_index_of_another_version_is_held_against_the_last_run(tmp_path, pages, temoin):
    engine = EmbeddedEngine(tmp_path / "index")
    rebuild(engine, documents(pages))
    run_temoins(engine, Origine.NUIT)
    (engine.store.root / "current").unlink()

    with pytest.raises(WorseIndexError):
        rebuild(engine, documents(pages[1:]), accept=controle(engine, confirme=False))


@pytest.fixture
def default_engine(settings, tmp_path):
    """The engine of the settings, in a folder of the test's own."""
    from search.engines import _engine  # the engine keeps the folder that it was made with

    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    _engine.cache_clear()
    yield EmbeddedEngine()
    _engine.cache_clear()


def test_command_refuses_a_worse_index_until_confirmed(default_engine, pages, temoin):
    rebuild(default_engine, documents(pages))

    with pytest.raises(CommandError) as refusal:
        call_command("search_rebuild", stdout=StringIO())
    kept = len(list(default_engine.ids_and_versions()))
    call_command("search_rebuild", confirmer=True, stdout=StringIO())

    assert "le nouvel index répond moins bien aux requêtes témoins (« vélo »)" in str(refusal.value)
    # The pages of this test are of no type that is searched: an index of the database is empty.
    assert (kept, len(list(default_engine.ids_and_versions()))) == (3, 0)


def test_nightly_task_keeps_a_run(default_engine, pages, temoin):
    rebuild(default_engine, documents(pages))

    ask_temoins()

    assert [(one.origine, one.reussis) for one in Passage.objects.all()] == [(Origine.NUIT, 1)]


def test_nightly_task_waits_for_an_engine_that_is_away(default_engine, temoin):
    ask_temoins()

    assert Passage.objects.count() == 0


def test_button_runs_the_temoins_and_shows_what_they_gave(default_engine, pages, temoin, client, admin_user):
    rebuild(default_engine, documents(pages[1:]))
    client.force_login(admin_user)

    response = client.post(reverse("recherche_temoins_lancer"), follow=True)

    passage = Passage.objects.get()
    assert response.redirect_chain == [(reverse("recherche_passage", args=[passage.pk]), 302)]
    assert "Manque&nbsp;: Plan vélo" in response.content.decode()


def test_button_says_that_the_engine_is_away(default_engine, temoin, client, admin_user):
    client.force_login(admin_user)

    response = client.post(reverse("recherche_temoins_lancer"), follow=True)

    assert response.redirect_chain == [(reverse("recherche_passages"), 302)]
    assert "Les témoins n’ont pas pu être interrogés" in response.content.decode()


def test_visitors_run_nothing(client, temoin):
    assert client.post(reverse("recherche_temoins_lancer")).status_code == 302
    assert Passage.objects.count() == 0


def test_temoin_asks_for_something():
    with pytest.raises(ValidationError) as refusal:
        RequeteTemoin(requete=" ", filtres="?").full_clean()

    assert refusal.value.message_dict == {"requete": ["Écrivez une requête, des filtres, ou les deux."]}
