"""Editions: once each, from where the last one that was read ended, to those who asked for them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from liens.enums import EtatLien
from tests.workers.links.reports.situations import JOUR, LUNDI, SEMAINE, compte, etat, reglages, site
from workers.links.reports.enums import EtatCourriel
from workers.links.reports.mailing import editions
from workers.links.reports.mailing.recipients import Adresse, adresses_de, adresses_techniques, perimetres
from workers.links.reports.models import Courriel, Destinataire, Message, Rapport, ReglagesDesRapports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_of_the_module")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def monde():
    monde = site()
    reglages()
    monde.anne = compte("anne", monde.alpha)
    return monde


def parus(now):
    return [str(rapport.partenaire or "ensemble") for rapport in editions.publish_due(now=now)]


def partir():
    """As if the mail server took everything."""
    Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER).update(etat=EtatCourriel.ENVOYE, envoye_le=LUNDI)


def messages():
    return list(Message.objects.order_by("pk").values_list("sujet", flat=True))


class TestWhen:
    def test_nothing_leaves_before_the_hour_and_each_report_once_after_it(self, monde):
        etat("guide", EtatLien.CASSE)
        assert parus(LUNDI - MINUTE) == ["Alpha"]  # last Monday's, which nobody had written
        assert [parus(LUNDI + n * MINUTE) for n in range(3)] == [["Alpha"], [], []]

    def test_settings_that_were_just_made_wait_for_their_next_hour(self, monde):
        etat("guide", EtatLien.CASSE)
        ReglagesDesRapports.objects.update(en_vigueur_le=LUNDI + JOUR)
        assert parus(LUNDI + 2 * JOUR) == []
        assert parus(LUNDI + SEMAINE) == ["Alpha"]

    def test_a_new_timetable_starts_at_its_next_hour(self, monde, time_machine):
        etat("guide", EtatLien.CASSE)
        time_machine.move_to(LUNDI + JOUR, tick=False)
        garde = ReglagesDesRapports.load()
        garde.jour = 0
        garde.heure = 6
        garde.save()
        assert parus(LUNDI + JOUR) == []

    def test_suspended_reports_do_not_leave(self, monde):
        etat("guide", EtatLien.CASSE)
        reglages(actif=False)
        assert parus(LUNDI) == []

    def test_after_a_long_stop_one_report_leaves_and_not_one_for_each_week(self, monde):
        etat("guide", EtatLien.CASSE)
        assert parus(LUNDI + 5 * SEMAINE + JOUR) == ["Alpha"]
        assert Rapport.objects.count() == 1

    def test_two_editions_of_one_due_date_cannot_be_written(self, monde):
        for partenaire in (monde.alpha, None):
            Rapport.objects.create(partenaire=partenaire, creneau=LUNDI, au=LUNDI)
            with pytest.raises(IntegrityError), transaction.atomic():
                Rapport.objects.create(partenaire=partenaire, creneau=LUNDI, au=LUNDI)


class TestWhat:
    def test_nothing_moved_no_mail_but_the_edition_is_kept(self, monde):
        assert parus(LUNDI) == ["Alpha"]
        assert (messages(), Rapport.objects.get().message) == ([], None)

    def test_nothing_moved_and_a_mail_is_wanted_all_the_same(self, monde):
        reglages(meme_si_rien=True)
        parus(LUNDI)
        assert messages() == ["Rien de nouveau sur les liens – Alpha"]

    def test_the_next_edition_starts_where_the_last_one_that_left_ended(self, monde):
        etat("guide", EtatLien.CASSE)
        parus(LUNDI)
        partir()
        etat("video", EtatLien.CASSE)
        parus(LUNDI + SEMAINE)
        partir()
        parus(LUNDI + 2 * SEMAINE)
        assert messages() == ["1 nouveau lien cassé – Alpha"] * 2
        assert [(r.du, r.au) for r in Rapport.objects.order_by("creneau")] == [
            (None, LUNDI),
            (LUNDI, LUNDI + SEMAINE),
            (LUNDI + SEMAINE, LUNDI + 2 * SEMAINE),
        ]

    def test_an_edition_that_never_left_is_replaced_and_nothing_of_it_is_lost(self, monde):
        etat("guide", EtatLien.CASSE)
        parus(LUNDI)
        etat("video", EtatLien.CASSE)
        parus(LUNDI + SEMAINE)
        assert messages() == ["1 nouveau lien cassé – Alpha", "2 nouveaux liens cassés – Alpha"]
        assert list(Courriel.objects.order_by("pk").values_list("etat", flat=True)) == ["remplace", "a_envoyer"]

    def test_an_edition_that_is_leaving_holds_the_next_one_back(self, monde):
        etat("guide", EtatLien.CASSE)
        parus(LUNDI)
        Courriel.objects.update(bail_par="un autre", bail_jusqu_au=LUNDI + SEMAINE + MINUTE)
        assert parus(LUNDI + SEMAINE) == []
        partir()
        assert parus(LUNDI + SEMAINE + MINUTE) == ["Alpha"]
        assert messages() == ["1 nouveau lien cassé – Alpha"]

    def test_an_edition_of_which_nobody_knows_is_said_again_by_the_next(self, monde):
        etat("guide", EtatLien.CASSE)
        parus(LUNDI)
        Courriel.objects.update(etat=EtatCourriel.INCERTAIN)
        parus(LUNDI + SEMAINE)
        assert messages() == ["1 nouveau lien cassé – Alpha"] * 2

    def test_an_edition_that_reached_one_of_two_is_known(self, monde):
        compte("brice", monde.alpha)
        etat("guide", EtatLien.CASSE)
        parus(LUNDI)
        first, second = Courriel.objects.order_by("pk")
        Courriel.objects.filter(pk=first.pk).update(etat=EtatCourriel.ENVOYE, envoye_le=LUNDI)
        parus(LUNDI + SEMAINE)
        second.refresh_from_db()
        # The other one still waits for its own delivery: it is not taken back.
        assert (messages(), second.etat) == (["1 nouveau lien cassé – Alpha"], "a_envoyer")

    def test_a_report_that_cannot_be_written_does_not_hold_the_others_back(self, monde, caplog):
        compte("chloe", monde.beta)
        etat("guide", EtatLien.CASSE, "une classe inconnue")
        etat("cahier", EtatLien.CASSE)
        monde.page.adjoint = None
        monde.page.save()
        assert parus(LUNDI) == ["Bêta"]
        assert "The report of Alpha could not be written" in caplog.text


class TestWhom:
    def test_each_report_has_its_readers_and_one_without_readers_is_not_written(self, monde):
        compte("chef")
        etat("guide", EtatLien.CASSE)
        assert parus(LUNDI) == ["ensemble", "Alpha"]
        assert set(Courriel.objects.values_list("message__sujet", "adresse")) == {
            ("1 nouveau lien cassé – tout le site", "chef@comite.example"),
            ("1 nouveau lien cassé – Alpha", "anne@comite.example"),
        }

    def test_the_settings_leave_reports_out(self, monde):
        noms = [str(p) for p in perimetres(ReglagesDesRapports.load())]
        assert noms == ["None", "Alpha", "Bêta"]
        garde = reglages(au_comite=False)
        garde.sans_rapport.add(monde.alpha)
        assert perimetres(garde) == [monde.beta]
        assert perimetres(reglages(au_comite=False, aux_responsables=False)) == []

    def test_an_organisation_without_a_named_account_is_written_to_at_its_own_address(self, monde):
        monde.beta.courriel = "contact@beta.example"
        monde.beta.save()
        assert adresses_de(monde.beta) == [Adresse("contact@beta.example")]
        brice = compte("brice", monde.beta)
        assert adresses_de(monde.beta) == [Adresse("brice@comite.example", brice)]

    def test_accounts_that_left_get_nothing(self, monde):
        for champs in ({"is_active": False}, {"is_superuser": False}, {"email": ""}):
            get_user_model().objects.filter(pk=monde.anne.pk).update(
                **({"is_active": True, "is_superuser": True, "email": "anne@comite.example"} | champs)
            )
            assert adresses_de(monde.alpha) == []

    def test_a_reader_who_asked_for_none_gets_none(self, monde):
        Destinataire.objects.update(actif=False)
        assert adresses_de(monde.alpha) == []

    def test_one_address_gets_one_mail_however_it_is_written(self, monde):
        double = compte("double", monde.alpha)
        get_user_model().objects.filter(pk=double.pk).update(email="ANNE@comite.example")
        assert adresses_de(monde.alpha) == [Adresse("anne@comite.example", monde.anne)]

    def test_the_account_that_goes_takes_its_address_along(self, monde):
        etat("guide", EtatLien.CASSE)
        parus(LUNDI)
        monde.anne.delete()
        assert (Courriel.objects.count(), Destinataire.objects.count()) == (0, 0)

    def test_the_technical_team_is_whom_the_settings_name_else_the_administrators(self, monde, settings):
        assert adresses_techniques() == [Adresse("anne@comite.example", monde.anne)]
        settings.OPERATOR_EMAILS = ["technique@exemple.fr"]
        assert adresses_techniques() == [Adresse("technique@exemple.fr")]

    @pytest.mark.parametrize(
        ("champs", "dit"),
        [
            ({"email": ""}, "Ce compte n’a pas d’adresse électronique : ajoutez-la d’abord."),
            ({"is_superuser": False}, "Ce compte n’a pas accès à l’administration : choisissez-en un autre."),
        ],
    )
    def test_an_account_that_could_not_read_is_refused_at_the_form(self, monde, champs, dit):
        get_user_model().objects.filter(pk=monde.anne.pk).update(**champs)
        with pytest.raises(ValidationError) as refus:
            Destinataire(compte=get_user_model().objects.get(pk=monde.anne.pk), partenaire=monde.beta).full_clean()
        assert refus.value.message_dict == {"compte": [dit]}

    def test_one_account_receives_one_report_once(self, monde):
        compte("chef")
        for deja in Destinataire.objects.all():
            with pytest.raises(ValidationError, match="déjà"):
                Destinataire(compte=deja.compte, partenaire=deja.partenaire).full_clean()
