"""What is asked of partners: noted once, prepared as a message, answered by a page, closed once."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from selectolax.lexbor import LexborHTMLParser

from comite.enums import RoleComite as Role
from couverture.asking import answers, ask, close, mail_link, open_for, terms_of
from couverture.enums import EtatDemande
from couverture.models import DemandeAuPartenaire
from couverture.terms import named
from taxonomy.merging import merge_terms
from tests.factories import comite as people
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
ASKED = {"domaine": "culture", "acteur": "associations"}


@pytest.fixture
def agence(there):
    return taxonomy.partenaire("Agence fictive", slug="agence", courriel="contact@agence.example")


@pytest.fixture
def account(db):
    return pages.administrateur()


@pytest.fixture
def admin(client, account):
    client.force_login(account)
    return client


def asked_of(partenaire, by=None, mot="", **slugs):
    return ask(partenaire=partenaire, terms=named(slugs or ASKED), mot=mot, by=by)


def posted(admin, **fields):
    return admin.post(reverse("couverture_demander"), fields)


def text_of(response, css):
    return [" ".join(one.text().split()) for one in LexborHTMLParser(response.content.decode()).css(css)]


def test_it_is_noted_by_the_form_with_the_terms_of_the_gap(admin, account, agence):
    form = LexborHTMLParser(
        admin.get(reverse("couverture_demander"), {**ASKED, "territoire": "com-69123"}).content.decode()
    )
    chosen = {one.parent.attributes["name"]: one.attributes["value"] for one in form.css("select option[selected]")}
    assert chosen == {
        "partenaire": "",
        "domaine": "culture",
        "acteur": "associations",
        "territoire": "com-69123",
        "nature": "",
    }
    response = posted(admin, partenaire=agence.pk, mot="Un guide, s’il y en a un.", **ASKED, territoire="com-69123")
    made = DemandeAuPartenaire.objects.get()
    assert response.headers["Location"] == reverse("couverture_demande", args=[made.pk])
    assert (made.partenaire, made.slugs, made.mot, made.par, made.etat) == (
        agence,
        {"territoire": "com-69123", "acteur": "associations", "domaine": "culture", "nature": ""},
        "Un guide, s’il y en a un.",
        account,
        EtatDemande.OUVERTE,
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"domaine": "culture"}, "Choisissez le partenaire à qui demander."),
        ({"partenaire": "agence"}, "Choisissez au moins un terme : domaine, acteur, territoire ou nature."),
        ({"partenaire": "999999"}, "Ce partenaire n’existe plus : choisissez-en un autre."),
        ({"partenaire": "agence", "domaine": "licornes"}, "Ce terme n’existe plus : choisissez-en un autre."),
        ({"partenaire": "agence", "territoire": "\x00"}, "Le caractère nul n’est pas autorisé."),
        (
            {"partenaire": "agence", "domaine": "culture", "mot": "a" * 1001},
            "Le mot est trop long : 1000 caractères au plus.",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_lost(admin, agence, fields, said):
    sent = {"mot": "Gardé.", **fields}
    if sent.get("partenaire") == "agence":
        sent["partenaire"] = agence.pk
    response = posted(admin, **sent)
    assert response.status_code == 422
    assert said in response.content.decode().replace("\u00a0", " ")
    assert text_of(response, "textarea") == [sent["mot"]]
    assert not DemandeAuPartenaire.objects.exists()


def test_the_same_asked_twice_is_one(agence):
    first = asked_of(agence)
    assert asked_of(agence, mot="Plus précis.") == first
    assert [(one.pk, one.mot) for one in DemandeAuPartenaire.objects.all()] == [(first.pk, "Plus précis.")]
    close(demande=first, etat=EtatDemande.ABANDONNEE, by=None)
    assert asked_of(agence) != first


def test_the_message_leaves_by_ones_own_mail_program(admin, agence):
    demande = asked_of(agence, mot="Un guide & des fiches.")
    link = urlsplit(mail_link(demande))
    said = parse_qs(link.query)
    assert (link.scheme, link.path) == ("mailto", "contact@agence.example")
    assert said["subject"] == ["l’ODD 17 en pratique : une ressource que nous cherchons"]
    body = said["body"][0].split("\r\n")
    assert [line for line in body if line.startswith("–")] == ["– Acteur : Associations", "– Domaine : Culture"]
    assert "Un guide & des fiches." in body
    page = admin.get(reverse("couverture_demande", args=[demande.pk]))
    assert text_of(page, "textarea")[0] == " ".join(" ".join(body).split())


def test_a_page_published_since_with_all_its_terms_answers_it(admin, there, agence):
    demande = asked_of(agence)
    other = asked_of(agence, domaine="culture", territoire="reg-53")
    assert answers([demande, other]) == {}
    page = pages.ressource(there.arbre.boite, acteurs=[there.assos], domaines=[there.culture], territoires=[there.lyon])
    assert {key: [one.pk for one in found] for key, found in answers([demande, other]).items()} == {
        demande.pk: [page.pk]
    }
    listed = admin.get(reverse("couverture_demandes"))
    assert text_of(listed, "tbody tr") == [
        f"Agence fictive Bretagne · Culture {day()} ouverte",
        f"Agence fictive Associations · Culture {day()} peut-être satisfaite",
    ]
    admin.post(reverse("couverture_clore", args=[demande.pk]), {"etat": "satisfaite", "page": page.pk})
    demande.refresh_from_db()
    assert (demande.etat, demande.page_id) == (EtatDemande.SATISFAITE, page.pk)
    assert [one.pk for one in open_for(agence)] == [other.pk]


def day():
    return date_format(timezone.localdate(), "j F Y")


def test_a_page_of_before_does_not_answer_it(there, agence):
    assert answers([asked_of(agence, domaine="sante", acteur="associations")]) == {}


def test_it_is_closed_once(admin, agence):
    demande = asked_of(agence)
    close(demande=demande, etat=EtatDemande.ABANDONNEE, by=None)
    with pytest.raises(ValidationError, match="déjà close"):
        close(demande=demande, etat=EtatDemande.SATISFAITE, by=None)
    with pytest.raises(ValidationError, match="« satisfaite » ou « abandonnée »"):
        close(demande=demande, etat=EtatDemande.OUVERTE, by=None)
    admin.post(reverse("couverture_clore", args=[demande.pk]), {"etat": "n’importe quoi"})
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.ABANDONNEE


def test_the_list_is_narrowed_by_state_and_by_partner(admin, there, agence):
    other = taxonomy.partenaire("Autre", slug="autre")
    asked_of(agence)
    close(demande=asked_of(other), etat=EtatDemande.ABANDONNEE, by=None)
    found = {
        query: [
            text.split(" Associations")[0]
            for text in text_of(admin.get(reverse("couverture_demandes") + query), "tbody tr")
        ]
        for query in (
            "",
            "?etat=toutes",
            "?etat=abandonnee",
            f"?etat=toutes&partenaire={agence.pk}",
            "?partenaire=x&p=z",
        )
    }
    assert list(found.values()) == [
        ["Agence fictive"],
        ["Autre", "Agence fictive"],
        ["Autre"],
        ["Agence fictive"],
        ["Agence fictive"],
    ]


def test_it_follows_its_terms_and_its_partner_into_others(there, agence):
    demande = asked_of(agence)
    into = taxonomy.partenaire("Agence nouvelle", slug="nouvelle")
    merge_terms(source=there.culture, cible=there.sante, by=None)
    merge_terms(source=agence, cible=into, by=None)
    demande.refresh_from_db()
    assert (demande.domaine, demande.partenaire) == ("sante", into)


def test_a_term_that_is_gone_is_left_out(there, agence):
    demande = asked_of(agence, domaine="culture", acteur="associations")
    for page in (there.cachee, there.perimee, there.brouillon):
        page.delete()
    there.culture.delete()
    assert terms_of(demande).words == "Associations"


WRITES = {Role.CONTRIBUTEUR, Role.EDITEUR, Role.RELECTEUR, Role.SECRETARIAT, Role.ADMINISTRATEUR}


@pytest.mark.parametrize("role", Role)
def test_who_creates_pages_asks_and_closes(client, there, role):
    members = people.comite()
    demande = asked_of(members.autre)
    client.force_login(people.anew(members.comptes[role]))
    client.post(reverse("couverture_demander"), {"partenaire": members.autre.pk, "domaine": "sante"})
    client.post(reverse("couverture_clore", args=[demande.pk]), {"etat": "abandonnee"})
    demande.refresh_from_db()
    done = (DemandeAuPartenaire.objects.count() == 2, demande.etat == EtatDemande.ABANDONNEE)
    assert done == (role in WRITES, role in WRITES)
