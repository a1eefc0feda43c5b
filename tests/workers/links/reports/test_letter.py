"""The whole mail, as its readers get it. `ATTENDUS=ecrire` writes the golden files again: read the difference."""

import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liens.enums import EtatLien
from liens.models import Lien
from pages.enums import RythmeRelecture
from tests.factories import pages
from tests.workers.links.reports.situations import JOUR, LUNDI, SEMAINE, de_tout, etat, lien, panne, sans_hasard, site
from workers.links.decisions import take_decision
from workers.links.enums import SorteDecision
from workers.links.models import EtatHote, Incident, Suivi
from workers.links.reports.contents.delta import Instantane, instantane_de
from workers.links.reports.mailing.editions import compose
from workers.links.reports.models import Rapport
from workers.links.reports.reading import read_situation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_of_the_module")]
ATTENDUS = Path(__file__).parent / "expected"


def attendu(nom, texte):
    """The golden file beside this test, after writing it when that is asked for."""
    fichier = ATTENDUS / nom
    if os.environ.get("ATTENDUS") == "ecrire":
        fichier.write_text(texte, encoding="utf-8", newline="")
    with fichier.open(encoding="utf-8", newline="") as ouvert:
        return ouvert.read()


def comparer_aux_attendus(nom, message):
    for suffixe, texte in (("txt", message.texte), ("html", message.html), ("csv", message.tableau)):
        ecrit = sans_hasard(texte)
        assert ecrit == attendu(f"{nom}.{suffixe}", ecrit)


def deja_su(partenaire=None):
    """As if a report had said everything there is now, a week ago."""
    situation = read_situation(partenaire=partenaire, avant=None, at=LUNDI - SEMAINE)
    couvre = instantane_de(situation, Instantane()).en_json()
    Rapport.objects.create(partenaire=partenaire, creneau=LUNDI - SEMAINE, au=LUNDI - SEMAINE, couvre=couvre)


def test_the_first_report_of_the_whole_site():
    de_tout(site())
    message = compose(None, at=LUNDI).message()
    assert message.sujet == "1 site en panne, 1 nouveau lien cassé – tout le site"
    assert message.nom_du_tableau == "liens-tout-le-site-2026-03-02.csv"
    comparer_aux_attendus("ensemble", message)


def test_the_next_report_of_a_responsable():
    monde = site()
    de_tout(monde)
    deja_su(monde.alpha)
    # Since then: the dead site answers but for one link, the guide works, the video is broken, the base wavers.
    Incident.objects.update(ferme_le=LUNDI - JOUR)
    Lien.objects.filter(hote="muet.example").exclude(url__endswith="/0").update(etat=EtatLien.OK, classe="ok")
    etat("guide", EtatLien.OK, "ok")
    etat("video", EtatLien.CASSE, "server_error", depuis=LUNDI - 3 * JOUR)
    etat("base", EtatLien.CASSE, "timeout_headers", depuis=LUNDI - JOUR, instable=True)
    take_decision(lien=lien("muet.example/0"), sorte=SorteDecision.PAUSE, at=LUNDI - JOUR, jusqu_au=LUNDI + 3 * JOUR)
    message = compose(monde.alpha, at=LUNDI).message()
    assert message.sujet == "1 nouveau lien cassé, 4 liens réparés – Alpha"
    comparer_aux_attendus("responsable", message)


def test_a_deputy_reads_of_the_page_and_is_told_so():
    monde = site()
    etat("guide", EtatLien.CASSE, depuis=LUNDI - 70 * JOUR)
    message = compose(monde.beta, at=LUNDI).message()
    assert message.sujet == "1 nouveau lien cassé – Bêta"
    comparer_aux_attendus("suppleant", message)


def test_nothing_moved():
    site()
    message = compose(None, at=LUNDI).message()
    assert message.sujet == "Rien de nouveau sur les liens – tout le site"
    comparer_aux_attendus("rien", message)


BALISES = {
    *("html", "head", "meta", "title", "style", "body"),
    *("table", "tr", "td", "p", "h1", "h2", "h3", "div", "span", "a"),
}
HOSTILE = '<script>alert(1)</script>\r\nBcc: tous@exemple.fr\u202e" onmouseover="x'


def test_hostile_titles_addresses_and_names_stay_text():
    monde = site()
    page = monde.page
    page.title = HOSTILE
    page.save()
    monde.alpha.nom = "<b>Alpha</b>\nBcc: tous@exemple.fr"
    monde.alpha.save()
    etat("guide", EtatLien.CASSE, depuis=LUNDI - JOUR)
    Lien.objects.filter(url__endswith="guide").update(url="javascript:alert('<img src=x onerror=alert(1)>')")
    etat("video", EtatLien.DANGER, "parked")
    etat("carte", EtatLien.ATTENTION, "ok_redirect_perm", remplacement='https://x.example/"><script>alert(2)</script>')
    message = compose(monde.alpha, at=LUNDI).message()
    assert message.sujet == "2 nouveaux liens cassés, 1 lien à remplacer – <b>Alpha</b> Bcc: tous@exemple.fr"
    comparer_aux_attendus("hostile", message)
    balises = set(re.findall(r"<(\w+)", message.html))
    assert balises <= BALISES
    assert re.findall(r"\son\w+\s*=", re.sub(r">[^<]*<", "><", message.html)) == []
    adresses = re.findall(r'href="([^"]*)"', message.html)
    assert [url for url in adresses if not url.startswith(("https://", "http://127.0.0.1:8000/"))] == []
    # Nobody opens a dangerous page from a mail, nor confirms it without looking at it in the admin.
    video = lien("video")
    assert video.url in message.texte
    assert video.url not in adresses


def test_a_long_list_is_cut_in_the_mail_and_whole_in_the_table():
    monde = site()
    urls = [f"https://h{rang}.example/" for rang in range(40)]
    pages.ressource(monde.tronc.se_former, title="Longue", urls=urls, responsable=monde.alpha)
    for un in Lien.objects.filter(hote__regex=r"^h\d"):
        Lien.objects.filter(pk=un.pk).update(etat=EtatLien.CASSE, classe="gone")
        Suivi.objects.create(lien=un, en_echec_depuis=LUNDI - JOUR)
    message = compose(monde.alpha, at=LUNDI).message()
    assert message.sujet == "40 nouveaux liens cassés – Alpha"
    assert "25 autres sont dans le tableau joint." in message.texte
    assert message.tableau.count("Nouveau lien cassé;") == 40


def test_four_hundred_links_of_a_dead_site_are_one_line():
    monde = site()
    panne("muet.example", 400, page=monde.page, depuis=LUNDI - JOUR)
    message = compose(monde.alpha, at=LUNDI).message()
    assert message.sujet == "1 site en panne – Alpha"
    assert message.texte.count("muet.example") == 2  # its line, and where to see the links
    assert "muet.example : 400 liens touchés" in message.texte.replace("\xa0", " ")


def test_a_silenced_link_is_counted_and_not_listed():
    monde = site()
    etat("guide", EtatLien.CASSE, depuis=LUNDI - JOUR)
    take_decision(lien=lien("guide"), sorte=SorteDecision.IGNORER, at=LUNDI - JOUR, raison="connu")
    situation = read_situation(partenaire=monde.alpha, avant=None, at=LUNDI)
    assert (situation.casses, situation.ecartes) == ((), 1)


def test_a_pause_whose_time_is_over_no_longer_silences_even_before_the_schedule_writes_it_down():
    monde = site()
    etat("guide", EtatLien.CASSE, depuis=LUNDI - 9 * JOUR)
    take_decision(lien=lien("guide"), sorte=SorteDecision.PAUSE, at=LUNDI - 8 * JOUR, jusqu_au=LUNDI - JOUR)
    situation = read_situation(partenaire=monde.alpha, avant=None, at=LUNDI)
    assert ([vu.url for vu in situation.casses], situation.ecartes) == (["https://partenaire.example/guide"], 0)


def test_what_nobody_cites_any_more_is_not_spoken_of():
    monde = site()
    etat("guide", EtatLien.CASSE, depuis=LUNDI - JOUR)
    Lien.objects.filter(url__endswith="guide").update(etat=EtatLien.RETIRE)
    assert compose(monde.alpha, at=LUNDI).delta.nouvelles == 0


def test_old_data_and_late_reviews_are_said_in_words():
    monde = site()
    monde.page.millesime = 2022
    monde.page.relu_le = (LUNDI - 400 * JOUR).date()
    monde.page.save()
    monde.autre.millesime = 2022
    monde.autre.relu_le = (LUNDI - 370 * JOUR).date()
    monde.autre.rythme_relecture = RythmeRelecture.DEUX_ANS
    monde.autre.save()
    situation = read_situation(partenaire=None, avant=None, at=LUNDI)
    assert [(page.titre, page.motif.replace("\xa0", " ")) for page in situation.pages] == [
        ("Guide d'Alpha", "Relecture attendue depuis le 26 janvier 2026."),
        ("Cahier de Bêta", "Ses données datent de 2022."),
    ]


def test_a_certificate_that_ends_in_two_weeks_is_said_with_its_links():
    monde = site()
    EtatHote.objects.update_or_create(hote="b.example", defaults={"certificat_jusqu_au": LUNDI + 14 * JOUR})
    EtatHote.objects.update_or_create(hote="partenaire.example", defaults={"certificat_jusqu_au": LUNDI + 15 * JOUR})
    found = read_situation(partenaire=None, avant=None, at=LUNDI).certificats
    assert [(un.hote, un.liens) for un in found] == [("b.example", 1)]
    assert read_situation(partenaire=monde.alpha, avant=None, at=LUNDI).certificats == ()


@pytest.mark.parametrize("combien", [1, 30])
def test_reading_asks_the_same_number_of_questions_for_one_link_or_many(combien):
    monde = site()
    urls = [f"https://h{rang}.example/" for rang in range(combien)]
    pages.ressource(monde.tronc.se_former, urls=urls, responsable=monde.alpha)
    Lien.objects.filter(hote__regex=r"^h\d").update(etat=EtatLien.CASSE, classe="gone")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read_situation(partenaire=monde.alpha, avant=None, at=LUNDI)
    assert len(asked) == QUESTIONS


QUESTIONS = 8
