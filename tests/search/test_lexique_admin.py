"""The lexique in the admin: lists, forms, « Tester », the check made as one types, and who may come."""

import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from search.engines.embedded import EmbeddedEngine
from search.lexique import current
from search.lexique.models import GroupeDeSynonymes, MotProtege, Sigle
from tests.search.conftest import rebuild_of
from tests.search.corpus import document

pytestmark = pytest.mark.django_db
MODELES = ("groupedesynonymes", "sigle", "motprotege", "requetetemoin")


@pytest.fixture(autouse=True)
def _fresh():
    current.forget()
    yield
    current.forget()


@pytest.fixture
def index(settings, tmp_path, monkeypatch):
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    from search.engines import _engine  # the engine keeps the folder that it was made with

    _engine.cache_clear()
    EmbeddedEngine().rebuild(rebuild_of([document(1, "Plan vélo"), document(2, "Les bicyclettes"), document(3, "Bus")]))
    yield
    _engine.cache_clear()


@pytest.fixture
def editor(client):
    call_command("load_groupes", stdout=StringIO())
    user = get_user_model().objects.create_user("editrice", password="x")
    user.groups.add(Group.objects.get(name="Éditeurs du Comité"))
    client.force_login(user)
    return client


@pytest.mark.parametrize("modele", MODELES)
def test_editors_reach_every_list_and_form(editor, modele):
    assert [editor.get(reverse(f"wagtailsnippets_search_{modele}:{view}")).status_code for view in ("list", "add")] == [
        200,
        200,
    ]


@pytest.mark.parametrize("name", ["recherche_tester", "recherche_passages", "recherche_frequentes"])
def test_visitors_reach_no_page_of_the_menu(client, name):
    response = client.get(reverse(name))

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_menu_has_everything_that_configures_the_search(editor):
    page = editor.get(reverse("wagtailadmin_home")).content.decode()

    labels = ["Synonymes", "Sigles", "Mots protégés", "Requêtes témoins", "Tester", "Passages des témoins"]
    assert [
        label for label in [*labels, "Ce qui est cherché"] if json.dumps(label) not in page.replace("&quot;", '"')
    ] == []


def test_saved_group_is_used_by_the_next_search(editor, index):
    response = editor.post(
        reverse("wagtailsnippets_search_groupedesynonymes:add"),
        {"sens": "equivalents", "expressions": "car\nbus", "cibles": "", "actif": "on"},
    )

    assert response.status_code == 302
    explication = editor.get(reverse("recherche_tester"), {"q": "car"}).context["explication"]
    assert [hit.titre for hit in explication.hits] == ["Bus"]


def test_group_that_loops_is_not_saved(editor):
    response = editor.post(
        reverse("wagtailsnippets_search_groupedesynonymes:add"),
        {"sens": "sens_unique", "expressions": "cycliste", "cibles": "vélo", "actif": "on"},
    )

    assert response.context["form"].errors["cibles"] == [
        "« vélo » ramène au point de départ par « vélo, bicyclette → cyclable, cycliste » : c’est une boucle. "
        "Faites-en un groupe dont les mots se valent."
    ]
    assert GroupeDeSynonymes.objects.filter(expressions="cycliste").count() == 0


def test_check_answers_as_one_types_and_writes_nothing(editor):
    before = GroupeDeSynonymes.objects.count()
    url = reverse("recherche_verifier", args=["groupe"])

    wrong = editor.post(url, {"sens": "equivalents", "expressions": "x\ncar", "cibles": "", "actif": "on", "pk": ""})
    right = editor.post(url, {"sens": "equivalents", "expressions": "car\nbus", "cibles": "", "actif": "on", "pk": ""})

    assert wrong.json() == {
        "erreurs": {"expressions": ["« x » n’a qu’une lettre : il changerait trop de recherches."]},
        "apercu": [],
    }
    assert right.json() == {
        "erreurs": {},
        "apercu": ["« car » trouve aussi : bus.", "« bus » trouve aussi : car."],
    }
    assert GroupeDeSynonymes.objects.count() == before


def test_check_knows_the_entry_that_is_being_edited(editor):
    row = Sigle.objects.get(sigle="ESS")
    url = reverse("recherche_verifier", args=["sigle"])
    typed = {"sigle": row.sigle, "developpe": row.developpe, "actif": "on"}

    assert editor.post(url, {**typed, "pk": row.pk}).json() == {
        "erreurs": {},
        "apercu": [
            "« ESS » trouve aussi : économie sociale et solidaire.",
            "« économie sociale et solidaire » trouve aussi : ess.",
        ],
    }
    assert editor.post(url, {**typed, "pk": ""}).json()["erreurs"] == {
        "developpe": ["« ESS = économie sociale et solidaire » le dit déjà."]
    }


def test_check_of_a_protected_word(editor):
    url = reverse("recherche_verifier", args=["mot"])

    assert editor.post(url, {"mot": "tiers-lieu", "actif": "on", "pk": ""}).json() == {
        "erreurs": {"mot": ["« tiers-lieu » compte plusieurs mots pour la recherche : protégez-les un par un."]},
        "apercu": [],
    }
    assert editor.post(reverse("recherche_verifier", args=["autre"]), {}).status_code == 404


def test_tester_says_what_is_understood_and_what_comes_first(editor, index):
    MotProtege.objects.create(mot="plan")
    explication = editor.get(reverse("recherche_tester"), {"q": "le plan du vélo -bus"}).context["explication"]
    understood = explication.comprehension

    assert [[(one.mots, one.provenance, one.exact) for one in formes] for formes in understood.attendus] == [
        [("plan", "tel que tapé", True)],
        [
            ("vélo", "tel que tapé", False),
            ("bicyclette", "synonyme", False),
            ("cyclable", "synonyme", False),
            ("cycliste", "synonyme", False),
        ],
    ]
    assert ([one.mots for one in understood.exclus], understood.laisses) == (["bus"], ("le", "du"))
    assert [hit.titre for hit in explication.hits] == ["Plan vélo", "Les bicyclettes"]


def test_tester_without_an_index_still_says_what_is_understood(editor, settings, tmp_path):
    from search.engines import _engine  # as above

    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    _engine.cache_clear()
    response = editor.get(reverse("recherche_tester"), {"q": "vélo"})
    _engine.cache_clear()

    assert (response.status_code, response.context["explication"].total) == (200, 0)
    assert response.context["explication"].panne != ""


def test_shipped_entry_is_not_deleted_but_unticked(client, admin_user):
    client.force_login(admin_user)
    row = Sigle.objects.get(sigle="ESS")

    response = client.post(reverse("wagtailsnippets_search_sigle:delete", args=[row.pk]))

    assert response["Location"] == reverse("wagtailsnippets_search_sigle:edit", args=[row.pk])
    assert Sigle.objects.filter(pk=row.pk).count() == 1


def test_report_opens_a_group_that_begins_with_the_search(editor):
    page = editor.get(reverse("wagtailsnippets_search_groupedesynonymes:add"), {"expressions": "vélocipède"})

    assert page.context["form"]["expressions"].value() == "vélocipède"


def test_form_knows_where_to_ask_as_one_types(editor):
    page = editor.get(reverse("wagtailsnippets_search_groupedesynonymes:add")).content.decode()
    field = next(line for line in page.splitlines() if "<textarea" in line and 'name="expressions"' in line)

    assert f'data-odd17-verifier="{reverse("recherche_verifier", args=["groupe"])}"' in field
    assert page.count("admin/lexique.js") == 1
