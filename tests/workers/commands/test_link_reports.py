"""`link_reports`: what leaves, shown or sent, with a code that a script can trust."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from liens.enums import EtatLien
from tests.workers.links.reports.situations import JOUR, LUNDI, compte, etat, reglages, site
from workers.links.reports.models import Courriel, Rapport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_of_the_module")]


@pytest.fixture(autouse=True)
def monde(time_machine):
    time_machine.move_to(LUNDI, tick=False)
    monde = site()
    reglages()
    compte("anne", monde.alpha)
    etat("guide", EtatLien.CASSE, depuis=LUNDI - JOUR)
    return monde


def lancer(*options):
    sortie = StringIO()
    call_command("link_reports", *options, stdout=sortie)
    return sortie.getvalue().replace("\xa0", " ")


def partis(mailoutbox):
    return [(message.subject, message.to) for message in mailoutbox]


def test_dry_run_shows_every_report_and_writes_nothing(mailoutbox):
    dit = lancer("--dry-run")
    assert [ligne for ligne in dit.splitlines() if ligne.startswith("═══")] == [
        "═══ 1 nouveau lien cassé – tout le site",
        "═══ à personne (partirait)",
        "═══ 1 nouveau lien cassé – Alpha",
        "═══ à anne@comite.example (partirait)",
        "═══ 1 nouveau lien cassé – Bêta",
        "═══ à personne (partirait)",
    ]
    assert (Rapport.objects.count(), Courriel.objects.count(), mailoutbox) == (0, 0, [])


def test_dry_run_says_when_nothing_would_leave():
    etat("guide", EtatLien.OK, "ok")
    dit = lancer("--dry-run", "--partenaire", "beta")
    assert dit.splitlines()[:2] == [
        "═══ Rien de nouveau sur les liens – Bêta",
        "═══ à personne (ne partirait pas : rien n’a bougé)",
    ]


def test_what_is_due_is_written_and_sent_once(mailoutbox):
    un = "Courriels : {} envoyé(s), 0 à réessayer, 0 refusé(s), 0 sans nouvelle.\n"
    assert lancer() == "1 rapport(s) écrit(s), dont 1 à envoyer. " + un.format(1)
    assert lancer() == "0 rapport(s) écrit(s), dont 0 à envoyer. " + un.format(0)
    assert partis(mailoutbox) == [("1 nouveau lien cassé – Alpha", ["anne@comite.example"])]


def test_a_trial_goes_where_it_is_told_and_changes_no_report(mailoutbox):
    lancer("--to", "essai@exemple.fr", "--partenaire", "alpha")
    assert partis(mailoutbox) == [("[Essai] 1 nouveau lien cassé – Alpha", ["essai@exemple.fr"])]
    assert Rapport.objects.count() == 0


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (["--to", "pas une adresse"], "« pas une adresse » n’est pas une adresse électronique."),
        (
            ["--dry-run", "--partenaire", "gamma"],
            "Aucun membre du Comité ne s’appelle « gamma ». Connus : alpha, beta.",
        ),
        (
            ["--partenaire", "alpha"],
            "--partenaire va avec --dry-run ou --to : les rapports dus partent tous ensemble.",
        ),
    ],
)
def test_a_wrong_option_is_refused_with_what_is_allowed(options, dit):
    with pytest.raises(CommandError) as refus:
        lancer(*options)
    assert str(refus.value) == dit


def test_a_mail_that_did_not_leave_makes_the_command_fail(settings):
    settings.MAIL_DELIVERY = "workers.links.reports.mailing.delivery.RemiseSmtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match="Tout n’est pas parti"):
        lancer()
    assert Courriel.objects.get().etat == "a_envoyer"
