"""Incidents, one site, one partner: what editors read when a whole site is down, and what they write to its owner."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse

from liens.enums import EtatLien
from taxonomy.models import Partenaire
from tests.factories import pages as pages_factory
from tests.workers.links.checks import DAY, NOON, a_lien, broken, check, record, seen
from workers.links.admin.partners import liens_de, partenaires_touches
from workers.links.client.classes import ObservationClass as C
from workers.links.models import EtatHote
from workers.links.partner_message import MAILTO_AU_PLUS, LienPerdu, SitePerdu, message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON + DAY, tick=False):
        yield


@pytest.fixture
def editor(client):
    client.force_login(get_user_model().objects.create_superuser("redaction"))
    return client


def words(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def a_dead_site(host="www.panne.example", count=3):
    liens = [a_lien(f"https://{host}/{number}", etat=EtatLien.OK) for number in range(count)]
    record(*[seen(lien, C.REFUSED) for lien in liens])
    return liens


def a_partner(nom="Une fédération", **fields):
    return Partenaire.objects.create(nom=nom, slug=nom.lower().replace(" ", "-"), **fields)


class TestIncidents:
    def names(self, editor, **query):
        response = editor.get(reverse("links_incidents"), query)
        return [incident.hote for incident in response.context["object_list"]]

    def test_are_listed_sites_first_and_filtered(self, editor):
        broken("https://seul.example/")
        a_dead_site()
        a_dead_site("www.repare.example")
        check(a_lien("https://www.repare.example/9"), C.OK, NOON + timedelta(hours=1))
        assert self.names(editor) == ["www.panne.example", "seul.example", "www.repare.example"]
        assert self.names(editor, ouvert="non") == ["www.repare.example"]
        assert self.names(editor, portee="lien") == ["seul.example"]
        assert self.names(editor, hote="panne") == ["www.panne.example"]

    def test_are_exported(self, editor):
        a_dead_site()
        response = editor.get(reverse("links_incidents"), {"export": "csv"})
        lines = b"".join(response.streaming_content).decode().splitlines()
        assert lines[1].split(",")[:5] == ["www.panne.example", "", "Connexion refusée", "3", "3"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_cost_the_same_for_one_row_or_three(self, editor, django_assert_num_queries, count):
        for number in range(count):
            broken(f"https://h{number}.example/")
        editor.get(reverse("links_incidents"))
        with django_assert_num_queries(10):
            editor.get(reverse("links_incidents"))


class TestOneSite:
    def test_says_what_is_known_of_it(self, editor):
        a_dead_site()
        EtatHote.objects.create(
            hote="www.panne.example", pause_jusqu_au=NOON + 2 * DAY, robots_ecartes_depuis=NOON, requetes=7
        )
        page = words(editor.get(reverse("links_host", args=["www.panne.example"])))
        for text in (
            "Incident en cours depuis le 2 mars 2026 à 13:00 – Connexion refusée",
            "3 liens sur 3 échouent de la même façon.",
            "A demandé une pause jusqu’au</dt><dd>4 mars 2026 à 13:00",
            "Écarte les robots depuis le</dt><dd>2 mars 2026",
            "Demandes faites en tout</dt><dd>7",
        ):
            assert text in page

    def test_an_unknown_one_is_not_found(self, editor):
        assert editor.get(reverse("links_host", args=["inconnu.example"])).status_code == 404


class TestPartners:
    def test_have_the_links_of_their_card_domain_and_own_pages(self):
        tree = pages_factory.arbre()
        own, other = a_partner(site="https://www.federation.example/"), a_partner("Autre")
        pages_factory.ressource(tree.rubrique, urls=["https://video.example/a"], partenaires=[own])
        pages_factory.ressource(tree.rubrique, urls=["https://commun.example/"], partenaires=[own, other])
        pages_factory.ressource(tree.rubrique, urls=["https://docs.federation.example/b"])
        pages_factory.ressource(tree.rubrique, urls=["https://mafederation.example/"])
        assert sorted(lien.url for lien in liens_de(own)) == [
            "https://docs.federation.example/b",
            "https://video.example/a",
            "https://www.federation.example/",
        ]

    def test_are_listed_worst_first_at_a_fixed_cost(self, django_assert_num_queries):
        a_partner("Sans souci", site="https://ok.example/")
        bad, doubtful = (
            a_partner("Perdue", site="https://perdue.example/"),
            a_partner("Douteuse", site="https://d.example/"),
        )
        for name in ("perdue", "www.perdue"):
            broken(f"https://{name}.example/x")
        check(a_lien("https://d.example/x"), C.GONE, NOON)
        with django_assert_num_queries(5):
            lines = partenaires_touches()
        assert [(line.partenaire, line.perdus, line.a_confirmer) for line in lines] == [(bad, 2, 0), (doubtful, 0, 1)]

    def test_page_shows_one_incident_per_dead_site_and_a_message(self, editor):
        partner = a_partner(site="https://www.panne.example/", courriel="contact@panne.example")
        liens = a_dead_site()
        page = editor.get(reverse("links_partner", args=[partner.pk]))
        assert "3 liens sur 3" in words(page)
        assert not any(lien.url + "</a>" in page.content.decode() for lien in liens)
        assert 'href="mailto:contact@panne.example?subject=' in page.content.decode()
        assert "le site www.panne.example dans son ensemble : connexion refusée, depuis le 2 mars 2026" in words(page)

    def test_without_an_address_the_text_is_there_to_be_copied(self, editor):
        partner = a_partner(site="https://perdue.example/")
        broken("https://perdue.example/x")
        page = words(editor.get(reverse("links_partner", args=[partner.pk])))
        assert "mailto:" not in page
        assert "Aucune adresse électronique n’est connue pour ce partenaire" in page
        assert "– https://perdue.example/x : page introuvable, depuis le 28 février 2026" in page

    def test_a_partner_whose_links_work_has_nothing_to_be_told(self, editor):
        partner = a_partner(site="https://ok.example/")
        assert "Rien à lui signaler" in words(editor.get(reverse("links_partner", args=[partner.pk])))


class TestMessage:
    def written(self, count=1, courriel="contact@exemple.org"):
        return message(
            nom="Une fédération",
            courriel=courriel,
            sites=[SitePerdu("docs.exemple.org", "Site injoignable", NOON, 12, ("https://docs.exemple.org/a",))],
            liens=[
                LienPerdu(f"https://exemple.org/{n}", "Page introuvable", NOON, ("Un guide",)) for n in range(count)
            ],
            site_public="https://odd17.example",
        )

    def test_reads_as_a_colleague_would_write_it(self):
        assert self.written().texte.replace("\u00a0", " ").splitlines() == [
            "Bonjour,",
            "",
            "La plateforme « l’ODD 17 en pratique » oriente ses lecteurs vers les ressources de votre organisation "
            "(Une fédération). Lors de nos dernières vérifications, voici ce qui ne fonctionnait plus :",
            "",
            "– le site docs.exemple.org dans son ensemble : site injoignable, depuis le 2 mars 2026 "
            "(12 adresses concernées, dont https://docs.exemple.org/a)",
            "– https://exemple.org/0 : page introuvable, depuis le 2 mars 2026 (cité dans « Un guide »)",
            "",
            "Pourriez-vous nous indiquer les nouvelles adresses, ou nous dire si ces contenus ont été retirés ? "
            "Nous mettrons nos pages à jour aussitôt.",
            "",
            "Avec nos remerciements,",
            "L’équipe éditoriale de l’ODD 17 en pratique",
            "https://odd17.example",
        ]

    def test_opens_whole_in_the_mail_program(self):
        written = self.written()
        address = urlsplit(written.mailto)
        query = parse_qs(address.query)
        assert (address.scheme, address.path) == ("mailto", "contact@exemple.org")
        assert query["subject"] == ["Des liens vers votre site ne fonctionnent plus"]
        assert query["body"] == [written.texte.replace("\n", "\r\n")]

    def test_is_shortened_for_the_mail_program_only(self):
        written = self.written(40)
        assert len(written.mailto) <= MAILTO_AU_PLUS
        assert written.texte.count("\n– ") == 41
        assert "nous vous en enverrons la liste sur demande" in parse_qs(urlsplit(written.mailto).query)["body"][0]

    def test_an_address_cannot_smuggle_headers_or_recipients_in(self):
        written = self.written(courriel="a@b.example?cc=x@y.example&bcc=z@y.example")
        assert written.mailto.startswith("mailto:a@b.example%3Fcc%3Dx@y.example%26bcc%3Dz@y.example?subject=")
