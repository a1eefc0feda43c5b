"""A C.A.P. by the API: what each of its two secrets opens, and that nothing of it goes anywhere else."""

import json

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from cap import editing
from cap.models import Cap, Element
from ground.secrets import nouveau_secret
from headless.journal.keeping import keep_journal
from headless.journal.marks import mark_links
from headless.journal.models import Modification
from liens.enums import EtatLien
from liens.models import Lien
from tests.drawn import examples
from tests.factories import pages

pytestmark = pytest.mark.django_db
BASE = "/api/v3/cap/"


@pytest.fixture
def arbre(db):
    cache.clear()
    return pages.arbre()


@pytest.fixture
def liens(client, arbre):
    response = client.post(BASE)
    assert response.status_code == 201
    return response.json()


def dire(client, methode, chemin, secret, corps=None):
    body = {} if corps is None else {"data": json.dumps(corps), "content_type": "application/json"}
    return getattr(client, methode)(BASE + chemin, headers={"X-Cap": secret}, **body)


def titres(response):
    return [[one["titre"] for one in colonne["elements"]] for colonne in response.json()["colonnes"]]


def test_whole_life_of_a_cap(client, arbre, liens):
    guide = pages.ressource(arbre.boite, title="Le guide")
    secret = liens["edition"]
    assert dire(client, "post", "elements/", secret, {"page": guide.pk}).status_code == 201
    own = {"famille": "outil", "titre": "Notre plan", "url": "https://nous.example/plan"}
    added = dire(client, "post", "elements/", secret, own)
    assert titres(added) == [[], ["Le guide", "Notre plan"], []]
    cle = added.json()["colonnes"][1]["elements"][1]["cle"]
    assert titres(dire(client, "post", f"elements/{cle}/place/", secret, {"sens": "haut"}))[1] == [
        "Notre plan",
        "Le guide",
    ]
    voulu = {"voulu": {"statut": "fait", "note": "Bien", "echeance": "2029-01-31"}, "vu": {"statut": "a_faire"}}
    [one] = dire(client, "patch", f"elements/{cle}/", secret, voulu).json()["colonnes"][1]["elements"][:1]
    assert (one["statut"], one["note"], one["echeance"]) == ("fait", "Bien", "2029-01-31")
    assert dire(client, "patch", "", secret, {"voulu": {"nom": "Les Deux-Rives"}}).json()["nom"] == "Les Deux-Rives"
    read = dire(client, "get", "", liens["lecture"])
    assert (read.status_code, read.json()["nom"]) == (200, "Les Deux-Rives")
    assert read.json()["lecture"] == liens["lien_lecture"]
    assert titres(dire(client, "delete", f"elements/{cle}/", secret)) == [[], ["Le guide"], []]
    assert client.get(liens["lien_edition"]).status_code == 200
    fresh = dire(client, "post", "lien/", secret).json()
    assert (fresh["lecture"], dire(client, "get", "", secret).status_code) == (liens["lecture"], 401)
    assert dire(client, "delete", "", fresh["edition"]).status_code == 204
    assert (Cap.objects.count(), dire(client, "get", "", liens["lecture"]).status_code) == (0, 401)


def test_conflict_keeps_the_value_and_gives_both(client, liens):
    dire(client, "patch", "", liens["edition"], {"voulu": {"moyens": "Un"}})
    response = dire(client, "patch", "", liens["edition"], {"voulu": {"moyens": "Deux"}, "vu": {"moyens": "Zéro"}})
    assert response.status_code == 409
    assert response.json()["conflits"] == [{"champ": "moyens", "garde": "Un", "demande": "Deux"}]
    assert Cap.objects.get().moyens == "Un"


@pytest.mark.parametrize("told", [{"vu": [None]}, {"vu": None}, {"vu": "Un"}, {"vu": 1}, {"voulu": []}])
def test_what_was_seen_and_wanted_are_named_values(client, liens, told):
    response = dire(client, "patch", "", liens["edition"], {"voulu": {"moyens": "Un"}, **told})
    assert (response.status_code, Cap.objects.get().moyens) == (422, "")


ECRITURES = [
    ("patch", "", {"voulu": {"nom": "Pris"}}),
    ("delete", "", None),
    ("post", "lien/", None),
    ("post", "elements/", {"famille": "outil", "titre": "Pris"}),
    ("patch", "elements/{cle}/", {"voulu": {"note": "pris"}}),
    ("post", "elements/{cle}/place/", {"sens": "bas"}),
    ("delete", "elements/{cle}/", None),
]


@pytest.mark.parametrize(("methode", "chemin", "corps"), ECRITURES)
def test_reading_secret_changes_nothing(client, liens, methode, chemin, corps):
    element = editing.add_link(Cap.objects.get(), famille="outil", titre="Notre plan", url="")
    before = (list(Cap.objects.values()), list(Element.objects.values()))
    response = dire(client, methode, chemin.format(cle=element.cle), liens["lecture"], corps)
    assert (response.status_code, response.json()["detail"]) == (
        403,
        "Ce lien permet de lire ce C.A.P., pas de le modifier.",
    )
    assert (list(Cap.objects.values()), list(Element.objects.values())) == before


NOMS = ["voulu", "vu", "nom", "note", "page", "famille", "titre", "url", "sens", "geste", "cle", "certain"]
DITS = st.text(max_size=12) | st.integers() | st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)


@examples(short=40, long=1_500)
@given(
    methode=st.sampled_from(["post", "put", "patch", "delete"]),
    chemin=st.sampled_from(["", "lien/", "elements/", "elements/{cle}/", "elements/{cle}/place/"]),
    champs=st.dictionaries(st.sampled_from(NOMS), DITS, max_size=5),
    par_le_site=st.booleans(),
)
def test_no_request_with_the_reading_link_changes_anything(client, liens, methode, chemin, champs, par_le_site):
    element = Element.objects.first() or editing.add_link(
        Cap.objects.get(), famille="outil", titre="Notre plan", url=""
    )
    before = (list(Cap.objects.values()), list(Element.objects.values()))
    if par_le_site:
        text = {name: json.dumps(value) for name, value in champs.items()}
        statuses = [
            getattr(client, methode)(f"/cap/{link}/{liens['lecture']}/", text).status_code
            for link in ("lire", "modifier")
        ]
        assert statuses == [403, 403]
    else:
        response = dire(client, methode, chemin.format(cle=element.cle), liens["lecture"], champs)
        assert response.status_code in {403, 405}
    assert (list(Cap.objects.values()), list(Element.objects.values())) == before


def test_unknown_secrets_are_refused_then_asked_to_wait(client, liens):
    statuses = [dire(client, "get", "", nouveau_secret()).status_code for _ in range(31)]
    assert (set(statuses[:30]), statuses[30]) == ({401}, 429)
    assert dire(client, "get", "", liens["edition"]).status_code == 200
    assert client.get(BASE).status_code == 401


def test_answers_are_for_nobodys_cache(client, liens):
    response = dire(client, "get", "", liens["lecture"])
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")


@pytest.mark.parametrize(
    ("chemin", "corps", "status"),
    [
        ("elements/", {"page": 999999}, 404),
        ("elements/", {"famille": "outil", "titre": " "}, 422),
        ("elements/", {"famille": "outil", "titre": "T", "url": "javascript:alert(1)"}, 422),
        ("elements/", {"famille": "autre", "titre": "T"}, 422),
        ("elements/", {"page": "x"}, 422),
        ("elements/disparu/place/", {"sens": "haut"}, 404),
        ("elements/disparu/place/", {"sens": "côté"}, 422),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(client, liens, chemin, corps, status):
    response = dire(client, "post", chemin, liens["edition"], corps)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["detail"] or response.json()["errors"]
    assert not Element.objects.exists()


def test_note_of_a_megabyte_is_refused_and_what_was_there_stays(client, liens):
    element = editing.add_link(Cap.objects.get(), famille="outil", titre="Notre plan", url="")
    response = dire(client, "patch", f"elements/{element.cle}/", liens["edition"], {"voulu": {"note": "x" * 1_000_000}})
    assert response.status_code in (413, 422)
    element.refresh_from_db()
    assert element.note == ""


def test_nothing_of_a_cap_is_told_to_other_sites(client, arbre, liens):
    """Webhooks and `/modifications/` read the journal and nothing else: what is not in it goes nowhere."""
    keep_journal()
    before = list(Modification.objects.values())
    own = {"famille": "outil", "titre": "Notre plan", "url": "https://nous.example/plan"}
    cle = dire(client, "post", "elements/", liens["edition"], own).json()["colonnes"][1]["elements"][0]["cle"]
    dire(client, "patch", f"elements/{cle}/", liens["edition"], {"voulu": {"note": "à nous"}})
    dire(client, "patch", "", liens["edition"], {"voulu": {"nom": "Les Deux-Rives"}})
    Lien.objects.update(etat=EtatLien.CASSE)
    mark_links(Lien.objects.values_list("pk", flat=True))
    keep_journal()
    dire(client, "delete", f"elements/{cle}/", liens["edition"])
    dire(client, "delete", "", liens["edition"])
    keep_journal()
    assert list(Modification.objects.values()) == before
