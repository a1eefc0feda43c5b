"""What the admin says of doubles: below the title, in the report, side by side, and the merge from its preview on."""

import pytest
from django.urls import reverse

from comite.enums import RoleComite as Role
from doublons.models import FusionDeRessources, PasUnDouble
from pages.models import Ressource
from tests.doublons.conftest import CHAPO
from tests.factories import comite as people
from tests.factories import pages

pytestmark = pytest.mark.django_db
PROCHES = "/admin/doublons/proches/"


@pytest.fixture
def two(arbre, guide, compare):
    other = pages.ressource(arbre.boite, title="Mobilité solidaire : la boîte à outils", chapo=CHAPO, slug="autre")
    compare()
    return guide, other


@pytest.fixture
def chief(client):
    account = pages.administrateur()
    client.force_login(account)
    return account


def pair(two, name="doublons_paire"):
    return reverse(name, args=sorted(one.pk for one in two))


def test_what_is_typed_is_answered_by_a_piece_of_the_form(guide, chief, client, django_assert_max_num_queries):
    asked = {"titre": guide.title, "adresse": ["http://mobilites.example/outils", "x"], "page": ""}
    with django_assert_max_num_queries(20):
        answer = client.get(PROCHES, asked)
    text = answer.content.decode()
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert reverse("wagtailadmin_pages:edit", args=[guide.pk]) in text
    assert "même adresse, titre proche ; en ligne" in text
    assert "comparer les deux" not in text
    assert client.get(PROCHES, {"titre": "Tout autre chose", "page": "9" * 30}).content.decode().strip() == ""


def test_form_says_it_after_a_save_without_scripts(two, chief, client):
    guide, other = two
    text = client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).content.decode()
    assert "Est-ce déjà sur le site" in text
    assert pair(two) in text
    assert (
        "odd-doubles"
        in client.get(
            reverse("wagtailadmin_pages:add", args=["pages", "ressource", guide.get_parent().pk])
        ).content.decode()
    )


def test_report_lists_pairs_by_organisation_and_reason(two, client):
    there = people.comite()
    Ressource.objects.filter(pk=two[0].pk).update(responsable=there.notre)
    client.force_login(people.anew(there.comptes[Role.EDITEUR]))
    report = reverse("doublons")
    rows = client.get(report).context["object_list"]
    assert [(row.premiere_id, row.seconde_id, row.motifs) for row in rows] == [
        (two[0].pk, two[1].pk, ["titre", "texte"])
    ]
    found = {
        query: len(client.get(f"{report}?{query}").context["object_list"])
        for query in ("motif=titre", "motif=adresse", f"organisation={there.autre.pk}", "organisation=toutes")
    }
    assert found == {
        "motif=titre": 1,
        "motif=adresse": 0,
        f"organisation={there.autre.pk}": 0,
        "organisation=toutes": 1,
    }
    sheet = b"".join(client.get(f"{report}?export=csv").streaming_content).decode()
    assert "Mobilité solidaire : la boîte à outils" in sheet


def test_side_by_side_decision_and_way_back(two, chief, client):
    page = client.get(pair(two))
    assert page.status_code == 200
    assert [cote.refused for cote in page.context["cotes"]] == ["", ""]
    client.post(pair(two, "doublons_decider"), {"raison": "Deux éditions"})
    assert PasUnDouble.objects.get().raison == "Deux éditions"
    assert not client.get(reverse("doublons")).context["object_list"]
    assert [row.raison for row in client.get(reverse("doublons_ecartes")).context["object_list"]] == ["Deux éditions"]
    assert "Deux éditions" in client.get(pair(two)).content.decode()
    client.post(pair(two, "doublons_decider"), {"reprendre": "oui"})
    assert not PasUnDouble.objects.exists()


def test_addresses_that_are_no_pair_are_not_found(arbre, two, chief, client):
    first, second = sorted(one.pk for one in two)
    for one, other in ((second, first), (first, first), (first, arbre.boite.pk), (first, 10**9)):
        assert client.get(f"/admin/doublons/{one}/{other}/").status_code == 404


def test_merge_from_choice_to_confirmation(two, chief, client):
    guide, other = two
    choose = reverse("doublons_choisir", args=[other.pk])
    assert choose in client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).content.decode()
    assert [client.get(choose, {"cible": bad}).status_code for bad in ("", "x", "0")] == [422, 422, 422]
    seen = client.get(choose, {"cible": guide.pk})
    assert seen["Location"] == reverse("doublons_fusionner", args=[other.pk, guide.pk])
    preview = client.get(seen["Location"]).content.decode()
    assert "https://partenaire.example/guide" in preview
    done = client.post(seen["Location"], {"termes": "on"}, follow=True)
    assert done.redirect_chain == [(reverse("wagtailadmin_pages:edit", args=[guide.pk]), 302)]
    assert FusionDeRessources.objects.get().cible_id == guide.pk
    assert "a été fusionnée le" in client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).content.decode()
    again = client.post(seen["Location"])
    assert (again.status_code, FusionDeRessources.objects.count()) == (422, 1)


def test_who_only_reads_is_shown_both_and_merges_nothing(two, client):
    there = people.comite()
    client.force_login(people.anew(there.comptes[Role.OBSERVATEUR]))
    page = client.get(pair(two))
    assert page.status_code == 200
    assert all(cote.refused for cote in page.context["cotes"])
    merge = reverse("doublons_fusionner", args=[two[1].pk, two[0].pk])
    assert client.post(merge).status_code == 422
    assert client.post(pair(two, "doublons_decider")).status_code == 302
    assert client.get(PROCHES).status_code == 302
    assert (PasUnDouble.objects.count(), FusionDeRessources.objects.count()) == (0, 0)
