"""The outbox against a real mail server on loopback: nothing is lost, nothing leaves twice by itself."""

import os
import socket
import subprocess
import sys
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core import mail
from django.db import connection

from tests.patience import LAST_RESORT, wait_until
from tests.workers.links.reports.mail_server import serveur_de_courrier
from tests.workers.links.reports.situations import JOUR, LUNDI
from workers.links.reports.enums import EtatCourriel, SorteMessage
from workers.links.reports.mailing import outbox
from workers.links.reports.mailing.delivery import RemiseSmtp
from workers.links.reports.mailing.editions import post_message
from workers.links.reports.mailing.outbox import SendingTally, send_waiting
from workers.links.reports.mailing.recipients import Adresse
from workers.links.reports.models import Courriel, Message, Rapport

ROOT = Path(__file__).resolve().parents[4]
MINUTE = timedelta(minutes=1)
ANNE, BRICE = "anne@comite.example", "brice@comite.example"
SUJET = "2 liens cassés – Alpha"


@pytest.fixture
def serveur(settings):
    with serveur_de_courrier() as (port, consignes):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "l’ODD 17 en pratique <ne-pas-repondre@site.example>"
        yield consignes


def a_message(*adresses, sorte=SorteMessage.RAPPORT, **champs):
    message = Message(**{"sorte": sorte, "sujet": SUJET, "texte": "Bonjour\n\n.\n..fin\n"} | champs)
    return post_message(message, [Adresse(adresse) for adresse in adresses or (ANNE,)], now=LUNDI)


def passer(at=LUNDI):
    return send_waiting(remise=RemiseSmtp(), horloge=lambda: at)


def etats():
    return list(Courriel.objects.order_by("pk").values_list("etat", "essais"))


def raisons():
    return list(Courriel.objects.order_by("pk").values_list("erreur", flat=True))


@pytest.mark.django_db
class TestWellOrIll:
    def test_a_mail_arrives_whole_and_once(self, serveur):
        html = "<p>Bonjour</p>"
        tableau = "\ufeffRubrique;Adresse\r\nCassé;https://a.example/é\r\n"
        (courriel,) = a_message(html=html, tableau=tableau, nom_du_tableau="liens.csv")
        assert [passer(), passer(LUNDI + JOUR)] == [SendingTally(envoyes=1), SendingTally()]
        [(a, recu)] = serveur.recus
        assert (a, recu["To"], recu["Subject"], recu["Message-ID"]) == (ANNE, ANNE, SUJET, courriel.identifiant)
        assert recu["From"] == "l’ODD 17 en pratique <ne-pas-repondre@site.example>"
        assert parsedate_to_datetime(recu["Date"]) == LUNDI
        assert recu["Auto-Submitted"] == "auto-generated"
        assert recu.get_body(["plain"]).get_content().replace("\r\n", "\n") == "Bonjour\n\n.\n..fin\n"
        assert recu.get_body(["html"]).get_content().strip() == html
        [piece] = recu.iter_attachments()
        assert (piece.get_filename(), piece.get_content_type()) == ("liens.csv", "text/csv")
        assert piece.get_payload(decode=True) == tableau.encode()
        assert Courriel.objects.get().envoye_le == LUNDI

    def test_a_refused_connection_costs_one_try_and_ends_the_pass(self, settings):
        with socket.socket() as prise:
            prise.bind(("127.0.0.1", 0))  # bound and not listening: refused
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", prise.getsockname()[1]
            a_message(ANNE, BRICE)
            assert passer() == SendingTally(ajournes=1)
        assert etats() == [("a_envoyer", 1), ("a_envoyer", 0)]
        assert raisons()[0].startswith("Le serveur de courrier est injoignable : ")

    def test_a_server_that_is_down_for_days_loses_nothing_and_sends_nothing_twice(self, serveur):
        a_message(ANNE, BRICE)
        serveur.refuse_l_appel = True
        at = LUNDI
        for _ in range(40):
            passer(at)
            at += 2 * timedelta(hours=1)
        assert {etat for etat, _ in etats()} == {"a_envoyer"}
        serveur.refuse_l_appel = False
        passer(at + JOUR)
        passer(at + 2 * JOUR)
        assert sorted(a for a, _ in serveur.recus) == [ANNE, BRICE]
        assert {etat for etat, _ in etats()} == {"envoye"}

    def test_tries_are_spaced_out_more_and_more_and_never_end(self):
        minutes = [outbox.delai_apres(n).total_seconds() / 60 for n in (0, 1, 2, 3, 4, 5, 6, 7, 400)]
        assert minutes == [1, 1, 5, 15, 60, 180, 360, 360, 360]

    def test_a_recipient_refused_for_now_is_tried_again_and_the_other_is_not_held_back(self, serveur):
        a_message(ANNE, BRICE)
        serveur.destinataires[ANNE] = "450 boîte occupée"
        assert passer() == SendingTally(envoyes=1, ajournes=1)
        assert raisons() == ["Le serveur refuse ce destinataire : 450 boîte occupée", ""]
        assert passer(LUNDI + timedelta(seconds=59)) == SendingTally()
        serveur.destinataires.clear()
        assert passer(LUNDI + MINUTE) == SendingTally(envoyes=1)
        assert [a for a, _ in serveur.recus] == [BRICE, ANNE]

    def test_a_recipient_refused_for_good_fails_alone_with_its_reason(self, serveur):
        a_message(ANNE, BRICE)
        serveur.destinataires[ANNE] = "550 adresse inconnue"
        assert [passer(), passer(LUNDI + JOUR)] == [SendingTally(envoyes=1, refuses=1), SendingTally()]
        assert etats() == [("en_echec", 1), ("envoye", 1)]
        assert raisons() == ["Le serveur refuse ce destinataire : 550 adresse inconnue", ""]

    @pytest.mark.parametrize(
        ("consigne", "bilan", "etat"),
        [
            ({"donnees": "451 plus tard"}, SendingTally(ajournes=1), "a_envoyer"),
            ({"donnees": "554 non"}, SendingTally(refuses=1), "en_echec"),
            ({"fin": "452 disque plein"}, SendingTally(ajournes=1), "a_envoyer"),
            ({"fin": "552 trop gros"}, SendingTally(refuses=1), "en_echec"),
            # Our own address is refused: every mail would be, and none is lost for it.
            ({"expediteur": "550 expéditeur inconnu"}, SendingTally(ajournes=1), "a_envoyer"),
            ({"coupe_avant_la_fin": True}, SendingTally(ajournes=1), "a_envoyer"),
        ],
    )
    def test_a_refusal_that_is_certain_leaves_no_doubt(self, serveur, consigne, bilan, etat):
        # More than the system's buffers hold: a server that hangs up is noticed before the last byte.
        a_message(texte=("x" * 75 + "\n") * 200_000 if "coupe_avant_la_fin" in consigne else "Bonjour\n")
        for nom, valeur in consigne.items():
            setattr(serveur, nom, valeur)
        assert passer() == bilan
        courriel = Courriel.objects.get()
        assert (courriel.etat, courriel.remise_le, courriel.bail_par, bool(courriel.erreur)) == (etat, None, "", True)
        assert serveur.recus == []

    @pytest.mark.parametrize(
        "reglages",
        [
            {"EMAIL_USE_TLS": True, "EMAIL_USE_SSL": True},  # one excludes the other
            {"EMAIL_USE_TLS": True},  # this server knows no STARTTLS
            {"EMAIL_HOST_USER": "site", "EMAIL_HOST_PASSWORD": "secret"},  # nor accounts
            {"EMAIL_HOST": "un nom..impossible"},
        ],
    )
    def test_settings_that_no_server_accepts_lose_nothing_and_repeat_no_password(self, serveur, settings, reglages):
        a_message()
        for nom, valeur in reglages.items():
            setattr(settings, nom, valeur)
        assert passer() == SendingTally(ajournes=1)
        assert etats() == [("a_envoyer", 1)]
        assert raisons()[0].startswith(("Le serveur de courrier est injoignable", "Les réglages du serveur"))
        assert "secret" not in raisons()[0]

    def test_a_message_that_cannot_be_made_does_not_hold_the_others_back(self, serveur):
        a_message("pas\nune adresse")
        a_message(BRICE)
        assert passer() == SendingTally(envoyes=1, refuses=1)
        assert etats() == [("en_echec", 1), ("envoye", 1)]

    def test_line_ends_in_a_subject_never_make_a_header(self, serveur):
        a_message()
        Message.objects.update(sujet="Bonjour\r\nBcc: tous@exemple.fr\r\n\r\ncorps")
        passer()
        [(a, recu)] = serveur.recus
        assert (a, recu["Subject"], recu["Bcc"]) == (ANNE, "Bonjour Bcc: tous@exemple.fr corps", None)


@pytest.mark.django_db
class TestDoubt:
    @pytest.mark.parametrize("garde", [True, False])
    def test_silence_after_the_last_byte_is_shown_and_not_sent_again(self, serveur, garde):
        """Whether the server kept the mail or not, nobody can know: the reader gets it at most once."""
        a_message()
        serveur.coupe_sans_repondre, serveur.garde_avant_de_couper = True, garde
        assert passer() == SendingTally(incertains=1)
        serveur.coupe_sans_repondre = False
        assert passer(LUNDI + JOUR) == SendingTally()
        assert (etats(), len(serveur.recus)) == ([("incertain", 1)], int(garde))
        assert raisons()[0].startswith("Le serveur s’est tu après avoir tout reçu")

    def test_sent_again_by_hand_it_bears_the_same_name(self, serveur):
        (courriel,) = a_message()
        serveur.coupe_sans_repondre = serveur.garde_avant_de_couper = True
        passer()
        serveur.coupe_sans_repondre = False
        assert outbox.send_again(courriel=courriel, now=LUNDI + MINUTE)
        assert passer(LUNDI + MINUTE) == SendingTally(envoyes=1)
        assert [recu["Message-ID"] for _, recu in serveur.recus] == [courriel.identifiant] * 2

    def test_an_alert_of_which_nobody_knows_is_sent_again_under_the_same_name(self, serveur):
        a_message(sorte=SorteMessage.ALERTE)
        serveur.coupe_sans_repondre = serveur.garde_avant_de_couper = True
        passer()
        serveur.coupe_sans_repondre = False
        passer(LUNDI + MINUTE)
        noms = [recu["Message-ID"] for _, recu in serveur.recus]
        assert (len(noms), len(set(noms)), etats()) == (2, 1, [("envoye", 2)])

    def test_a_lease_that_ran_out_before_the_last_byte_keeps_the_mail_here(self, serveur):
        """The first worker is so slow that another one takes the row: only the other one sends it."""
        a_message()
        heures = iter([LUNDI, LUNDI, LUNDI + outbox.BAIL + MINUTE, *[LUNDI + outbox.BAIL + MINUTE] * 9])
        bilan = send_waiting(remise=RemiseSmtp(), horloge=lambda: next(heures))
        # The slow worker gave up before the last byte, then found the row free again and sent it.
        assert (bilan, len(serveur.recus), etats()) == (SendingTally(envoyes=1), 1, [("envoye", 2)])

    def test_a_row_that_a_worker_holds_is_neither_taken_nor_sent_again_by_hand(self, serveur):
        (courriel,) = a_message()
        Courriel.objects.update(bail_par="un autre", bail_jusqu_au=LUNDI + MINUTE)
        assert (passer(), outbox.send_again(courriel=courriel, now=LUNDI)) == (SendingTally(), False)

    def test_a_worker_that_vanished_before_handing_over_is_taken_over(self, serveur):
        a_message()
        Courriel.objects.update(bail_par="disparu", bail_jusqu_au=LUNDI)
        assert passer() == SendingTally(envoyes=1)

    def test_a_worker_that_vanished_while_handing_over_leaves_a_doubt(self, serveur):
        a_message()
        Courriel.objects.update(bail_par="disparu", bail_jusqu_au=LUNDI, remise_le=LUNDI - MINUTE)
        assert (passer(), serveur.recus, raisons()) == (SendingTally(incertains=1), [], [outbox.INTERROMPU])


@pytest.mark.django_db
class TestKeeping:
    def test_what_was_sent_or_replaced_is_not_sent_again_by_hand(self):
        (courriel,) = a_message()
        for etat in (EtatCourriel.ENVOYE, EtatCourriel.REMPLACE):
            Courriel.objects.update(etat=etat, envoye_le=LUNDI if etat == EtatCourriel.ENVOYE else None)
            assert not outbox.send_again(courriel=courriel, now=LUNDI)

    def test_old_messages_are_forgotten_but_for_what_readers_last_knew_and_what_waits(self):
        for age in (500, 450, 400, 10):
            (courriel,) = a_message()
            au = LUNDI - age * JOUR
            Message.objects.filter(pk=courriel.message_id).update(cree_le=au)
            Courriel.objects.filter(pk=courriel.pk).update(etat=EtatCourriel.ENVOYE, envoye_le=au)
            if age > 400:
                Rapport.objects.create(creneau=au, au=au, message=courriel.message)
        (attend,) = a_message()
        Message.objects.filter(pk=attend.message_id).update(cree_le=LUNDI - 500 * JOUR)
        assert outbox.prune(now=LUNDI) == 2
        ages = [(LUNDI - message.cree_le).days for message in Message.objects.order_by("pk")]
        assert ages == [450, 10, 500]

    def test_without_a_server_mails_go_where_django_says(self):
        a_message()
        assert send_waiting(horloge=lambda: LUNDI) == SendingTally(envoyes=1)
        assert [(message.subject, message.to) for message in mail.outbox] == [(SUJET, [ANNE])]


def database_url():
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgresql://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(serveur):
    adresses = [f"compte-{rang}@comite.example" for rang in range(20)]
    a_message(*adresses)
    bilans = []

    def travailler():
        try:
            bilans.append(passer())
        finally:
            connection.close()

    fils = [Thread(target=travailler) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(a for a, _ in serveur.recus) == sorted(adresses)
    assert (sum(bilan.envoyes for bilan in bilans), set(etats())) == (20, {("envoye", 1)})


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_the_last_byte_and_its_mark_sends_nothing_twice(serveur, settings, tmp_path):
    """SIGKILL of a real process while the server holds the whole mail and has not answered yet."""
    a_message()
    tout_recu = Event()
    tue = Event()

    def au_point():
        tout_recu.set()
        tue.wait(LAST_RESORT)

    serveur.au_point = au_point
    worker = subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "shell",
            "-c",
            "from workers.links.reports.mailing.outbox import envoyer; envoyer()",
        ],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.endswith("_URL")},
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(tmp_path),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(settings.EMAIL_PORT),
        },
    )
    try:
        wait_until(tout_recu.is_set, process=worker)
    finally:
        worker.kill()
        worker.wait()
        tue.set()
    assert serveur.noted.wait(LAST_RESORT)
    serveur.au_point = None
    now = Courriel.objects.get().bail_jusqu_au
    assert (etats(), passer(now - MINUTE)) == ([("a_envoyer", 1)], SendingTally())
    assert passer(now) == SendingTally(incertains=1)
    assert passer(now + JOUR) == SendingTally()
    assert (etats(), len(serveur.recus)) == ([("incertain", 1)], 1)
