"""« Il fonctionne chez moi »: one press counts, opening the page does not, and nothing is known of who pressed."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from liens.enums import EtatLien
from liens.models import Lien
from tests.workers.links.reports.situations import JOUR, LUNDI, etat, lien, reglages, site
from workers.links.decisions import take_decision
from workers.links.enums import SorteDecision
from workers.links.models import Decision
from workers.links.reports import confirmation
from workers.links.reports.contents.signature import SEL, VALIDITE, adresse_de_confirmation
from workers.links.reports.contents.situation import LienVu
from workers.links.reports.reading import read_situation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_of_the_module")]


@pytest.fixture
def visiteur():
    """Somebody without an account or a cookie; forged posts are checked as for anybody."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def monde(time_machine):
    time_machine.move_to(LUNDI, tick=False)
    monde = site()
    reglages()
    etat("guide", EtatLien.CASSE, depuis=LUNDI - JOUR)
    return monde


def chemin(un=None):
    un = un or lien("guide")
    adresse = adresse_de_confirmation(LienVu(un.pk, un.url, un.hote, EtatLien(un.etat), un.classe))
    return adresse.removeprefix("http://127.0.0.1:8000")


def decisions():
    return list(Decision.objects.values_list("lien__url", "sorte", "classe", "etat", "par", "raison", "terminee_le"))


PRISE = ("https://partenaire.example/guide", "fonctionne", "gone", "casse", None, confirmation.RAISON, None)


def titre(page):
    return page.content.decode().partition("<h1>")[2].partition("</h1>")[0].replace("\xa0", " ").replace("\u202f", " ")


def test_opening_the_page_changes_nothing_however_often(visiteur):
    for methode in (visiteur.get, visiteur.head, visiteur.options, visiteur.get):
        assert methode(chemin()).status_code == 200
    assert decisions() == []
    page = visiteur.get(chemin())
    assert titre(page) == "Ce lien fonctionne-t-il chez vous ?"
    assert "Oui, il fonctionne chez moi" in page.content.decode()


def test_one_press_confirms_the_result_and_many_do_nothing_more(visiteur, time_machine):
    url = chemin()
    for n in range(5):
        time_machine.move_to(LUNDI + n * timedelta(hours=1), tick=False)
        page = visiteur.post(url)
        assert (page.status_code, titre(page)) == (200, "C’est noté, merci !")
    assert decisions() == [PRISE]
    assert lien("guide").confirme_le == LUNDI
    assert "sessionid" not in page.cookies
    assert titre(visiteur.get(url)) == "C’est noté, merci !"


def test_a_confirmed_link_leaves_the_report(visiteur, monde):
    visiteur.post(chemin())
    situation = read_situation(partenaire=monde.alpha, avant=None, at=LUNDI)
    assert (situation.casses, situation.ecartes) == ((), 1)


@pytest.mark.parametrize(
    "abime", [lambda url: url[:-4] + "/", lambda url: url.replace("/liens/fonctionne/", "/liens/fonctionne/X")]
)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_a_changed_address_is_refused_in_plain_words(visiteur, abime, methode):
    page = getattr(visiteur, methode)(abime(chemin()))
    assert (page.status_code, titre(page), decisions()) == (400, "Cette adresse est incomplète", [])


def test_a_token_signed_for_something_else_is_refused(visiteur):
    jeton = signing.dumps([lien("guide").pk, "gone", "casse"], salt="autre")
    assert visiteur.post(f"/liens/fonctionne/{jeton}/").status_code == 400
    for contenu in ([1], "x", {"a": 1}, 5, None):
        jeton = signing.dumps(contenu, salt=SEL)
        assert visiteur.post(f"/liens/fonctionne/{jeton}/").status_code == 400


def test_an_address_serves_for_a_month(visiteur, time_machine):
    url = chemin()
    time_machine.move_to(LUNDI + VALIDITE - timedelta(seconds=1), tick=False)
    assert visiteur.get(url).status_code == 200
    time_machine.move_to(LUNDI + VALIDITE + timedelta(seconds=1), tick=False)
    page = visiteur.post(url)
    assert (page.status_code, titre(page), decisions()) == (410, "Cette adresse ne sert plus", [])


def test_another_result_than_the_mail_spoke_of_is_not_confirmed(visiteur):
    url = chemin()
    etat("guide", EtatLien.CASSE, "dns_nx")
    page = visiteur.post(url)
    assert (page.status_code, titre(page), decisions()) == (410, "Le résultat a changé depuis", [])


def test_a_link_that_works_again_needs_nobody(visiteur):
    url = chemin()
    etat("guide", EtatLien.OK, "ok")
    page = visiteur.post(url)
    assert (page.status_code, titre(page), decisions()) == (200, "Ce lien fonctionne de nouveau", [])


def test_a_link_that_nobody_cites_any_more_needs_nobody(visiteur):
    url = chemin()
    Lien.objects.filter(url__endswith="guide").update(etat=EtatLien.RETIRE)
    page = visiteur.post(url)
    assert (page.status_code, titre(page), decisions()) == (410, "Ce lien n’est plus cité", [])


def test_what_editors_decided_stands(visiteur, monde):
    take_decision(lien=lien("guide"), sorte=SorteDecision.IGNORER, at=LUNDI, raison="connu")
    page = visiteur.post(chemin())
    assert (page.status_code, titre(page)) == (409, "La rédaction a déjà décidé")
    assert [row[1] for row in decisions()] == ["ignorer"]


def test_a_danger_is_confirmed_by_nobody_from_a_mail(visiteur):
    dangereux = etat("guide", EtatLien.DANGER, "parked")
    page = visiteur.post(chemin(dangereux))
    assert (page.status_code, titre(page), decisions()) == (409, "Ce lien ne peut pas être confirmé", [])


def test_the_page_is_for_no_index_no_cache_and_no_referrer(visiteur):
    page = visiteur.get(chemin())
    assert (page["X-Robots-Tag"], page["Cache-Control"], page["Referrer-Policy"]) == (
        "noindex, nofollow",
        "no-store",
        "no-referrer",
    )
    assert '<meta name="robots" content="noindex, nofollow">' in page.content.decode()


def test_a_hostile_address_is_shown_as_text(visiteur):
    Lien.objects.filter(url__endswith="guide").update(url="javascript:alert('<script>')//guide")
    page = visiteur.get(chemin()).content.decode()
    assert "javascript:alert(&#x27;&lt;script&gt;&#x27;)//guide" in page
    assert 'href="javascript' not in page
