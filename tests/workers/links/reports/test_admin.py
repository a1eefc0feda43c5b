"""Reports in the admin: what an editor and a reviewer can see and do."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from liens.enums import EtatLien
from pages.admin.groups import EDITEURS, RELECTEURS, install_groups
from tests.factories import pages
from tests.workers.links.reports.situations import JOUR, LUNDI, compte, etat, lien, reglages, site
from workers.links.reports.enums import EtatCourriel, SorteMessage
from workers.links.reports.mailing.editions import post_message, publish_due
from workers.links.reports.mailing.recipients import Adresse
from workers.links.reports.models import Courriel, Destinataire, Message, Rapport, ReglagesDesRapports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_of_the_module")]


@pytest.fixture
def monde(time_machine):
    time_machine.move_to(LUNDI, tick=False)
    monde = site()
    reglages()
    install_groups()
    compte("anne", monde.alpha)
    etat("guide", EtatLien.CASSE, depuis=LUNDI - JOUR)
    return monde


@pytest.fixture
def editeur(client, monde):
    client.force_login(pages.membre(EDITEURS))
    return client


@pytest.fixture
def relecteur(client, monde):
    client.force_login(pages.membre(RELECTEURS))
    return client


def lire(page):
    return page.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def dits(page):
    return [str(message).strip().replace("\xa0", " ") for message in page.context["messages"]]


def test_a_visitor_is_sent_to_the_login(client, monde):
    page = client.get(reverse("rapports"))
    assert (page.status_code, page["Location"].split("?")[0]) == (302, "/admin/login/")


def test_the_list_says_when_to_whom_and_what_last(editeur, monde):
    monde.beta.courriel = "contact@beta.example"
    monde.beta.save()
    Rapport.objects.create(partenaire=monde.alpha, creneau=LUNDI - 7 * JOUR, au=LUNDI - 7 * JOUR)
    page = editeur.get(reverse("rapports"))
    assert [(rang.nom, rang.adresses, rang.dernier is not None) for rang in page.context["rangs"]] == [
        ("Tout le site", 0, False),
        ("Alpha", 1, True),
        ("Bêta", 1, False),
    ]
    texte = lire(page)
    for mots in ("lundi 9 mars 2026 à 08:00", "Personne", "rien n’avait bougé", "Prévisualiser"):
        assert mots in texte
    # Addresses of colleagues and the settings are the reviewers'.
    assert "comite.example" not in texte
    assert "Choisir les destinataires" not in texte


def test_a_reviewer_sees_the_outbox_and_the_settings(relecteur):
    publish_due(now=LUNDI)
    Courriel.objects.update(etat=EtatCourriel.EN_ECHEC, erreur="550 <b>inconnu</b>", essais=1)
    texte = lire(relecteur.get(reverse("rapports")))
    for mots in ("anne@comite.example", "En échec", "550 &lt;b&gt;inconnu&lt;/b&gt;", "Renvoyer", "Régler le jour"):
        assert mots in texte


def test_what_failed_comes_first_in_the_outbox(relecteur):
    for rang, un in enumerate((EtatCourriel.REMPLACE, EtatCourriel.A_ENVOYER, EtatCourriel.INCERTAIN)):
        message = Message(sorte=SorteMessage.RAPPORT, sujet=f"Message {rang}", texte="x")
        (courriel,) = post_message(message, [Adresse("anne@comite.example")], now=LUNDI)
        Courriel.objects.filter(pk=courriel.pk).update(etat=un)
    montres = relecteur.get(reverse("rapports")).context["courriels"]
    assert [courriel.message.sujet for courriel in montres] == ["Message 2", "Message 1", "Message 0"]


@pytest.mark.parametrize("combien", [1, 3])
def test_the_list_asks_the_same_number_of_questions_for_one_row_or_three(
    relecteur, monde, django_assert_num_queries, combien
):
    for rang in range(combien):
        membre = compte(f"compte-{rang}", monde.beta)
        post_message(
            Message(sorte=SorteMessage.RAPPORT, sujet="x", texte="x"), [Adresse(membre.email, membre)], now=LUNDI
        )
    relecteur.get(reverse("rapports"))
    with django_assert_num_queries(QUESTIONS):
        relecteur.get(reverse("rapports"))


# Two of them ask whether roles are in force: for the reader, and for whoever may receive a report.
QUESTIONS = 16


class TestPreview:
    def test_it_is_the_mail_that_would_leave(self, editeur, monde):
        page = editeur.get(reverse("rapports_apercu", args=[monde.alpha.pk]))
        html = editeur.get(reverse("rapports_apercu_html", args=[monde.alpha.pk]))
        tableau = editeur.get(reverse("rapports_apercu_tableau", args=[monde.alpha.pk]))
        apercu = page.context["message"]
        assert Message.objects.count() == 0
        publish_due(now=LUNDI)
        envoye = Message.objects.get()
        assert (apercu.sujet, apercu.texte) == (envoye.sujet, envoye.texte)
        assert html.content.decode() == envoye.html
        assert tableau.content.decode() == envoye.tableau
        assert tableau["Content-Disposition"] == 'attachment; filename="liens-alpha-2026-03-02.csv"'

    def test_the_frame_lets_a_mail_do_nothing(self, editeur):
        html = editeur.get(reverse("rapports_apercu_html", args=[0]))
        assert html["Content-Security-Policy"] == "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'"
        assert html["X-Frame-Options"] == "SAMEORIGIN"

    def test_it_says_when_nothing_would_leave(self, editeur, monde):
        etat("guide", EtatLien.OK, "ok")
        assert "Rien n’a bougé" in lire(editeur.get(reverse("rapports_apercu", args=[monde.alpha.pk])))

    def test_only_members_of_the_comite_have_a_report(self, editeur):
        from tests.factories import taxonomy

        autre = taxonomy.partenaire("Hors Comité")
        assert editeur.get(reverse("rapports_apercu", args=[autre.pk])).status_code == 404
        assert editeur.get(reverse("rapports_apercu", args=[987654])).status_code == 404

    def test_a_hostile_title_stays_text_in_the_admin(self, editeur, monde):
        monde.page.title = "<script>alert(1)</script>"
        monde.page.save()
        assert "<script>alert(1)" not in lire(editeur.get(reverse("rapports_apercu", args=[monde.alpha.pk])))


class TestTrial:
    def test_it_goes_to_oneself_and_changes_nobodys_next_report(self, editeur, monde):
        page = editeur.post(reverse("rapports_essai", args=[monde.alpha.pk]), follow=True)
        assert dits(page) == ["Un essai part à membre@comite.example dans la minute."]
        assert list(Courriel.objects.values_list("message__sujet", "adresse", "message__sorte")) == [
            ("[Essai] 1 nouveau lien cassé – Alpha", "membre@comite.example", "essai")
        ]
        assert Rapport.objects.count() == 0

    def test_without_an_address_it_says_so(self, editeur):
        get_user_model().objects.filter(username__startswith="membre").update(email="")
        page = editeur.post(reverse("rapports_essai", args=[0]), follow=True)
        assert dits(page) == ["Votre compte n’a pas d’adresse électronique : ajoutez-la dans votre profil."]
        assert Courriel.objects.count() == 0

    def test_it_needs_a_post(self, editeur):
        assert editeur.get(reverse("rapports_essai", args=[0])).status_code == 405


class TestSendAgain:
    def test_a_reviewer_sends_what_failed_again(self, relecteur):
        publish_due(now=LUNDI)
        Courriel.objects.update(etat=EtatCourriel.EN_ECHEC, erreur="550", essais=1)
        page = relecteur.post(reverse("rapports_renvoyer", args=[Courriel.objects.get().pk]), follow=True)
        assert dits(page) == ["Le courriel à anne@comite.example repart dans la minute."]
        assert Courriel.objects.get().etat == EtatCourriel.A_ENVOYER

    def test_what_has_left_is_left_alone(self, relecteur):
        publish_due(now=LUNDI)
        Courriel.objects.update(etat=EtatCourriel.ENVOYE, envoye_le=LUNDI)
        page = relecteur.post(reverse("rapports_renvoyer", args=[Courriel.objects.get().pk]), follow=True)
        assert dits(page) == ["Ce courriel ne peut pas être renvoyé maintenant (état : Envoyé)."]

    def test_an_editor_may_not(self, editeur):
        publish_due(now=LUNDI)
        Courriel.objects.update(etat=EtatCourriel.EN_ECHEC)
        pk = Courriel.objects.get().pk
        assert editeur.post(reverse("rapports_renvoyer", args=[pk])).status_code == 302
        assert Courriel.objects.get().etat == EtatCourriel.EN_ECHEC

    def test_the_message_is_shown_as_it_left(self, relecteur, monde):
        publish_due(now=LUNDI)
        envoye = Message.objects.get()
        etat("video", EtatLien.CASSE)
        page = relecteur.get(reverse("rapports_message", args=[envoye.pk]))
        assert page.context["message"] == envoye
        assert relecteur.get(reverse("rapports_message_html", args=[envoye.pk])).content.decode() == envoye.html
        tableau = relecteur.get(reverse("rapports_message_tableau", args=[envoye.pk]))
        assert tableau.content.decode() == envoye.tableau

    def test_an_editor_may_not_read_others_mails(self, editeur):
        publish_due(now=LUNDI)
        assert editeur.get(reverse("rapports_message", args=[Message.objects.get().pk])).status_code == 302


class TestSettings:
    url = "/admin/settings/rapports/reglagesdesrapports/"

    def test_a_reviewer_sets_day_and_hour(self, relecteur, monde):
        garde = ReglagesDesRapports.load()
        url = f"{self.url}{garde.pk}/"
        assert "Chaque semaine" in lire(relecteur.get(url))
        champs = {"actif": "on", "rythme": "mois", "jour": "1", "heure": "7", "meme_si_rien": "on"}
        page = relecteur.post(url, champs | {"aux_responsables": "on", "sans_rapport": [monde.beta.pk]})
        assert page.status_code == 302
        garde = ReglagesDesRapports.objects.get()
        assert (garde.rythme, garde.jour, garde.heure, garde.meme_si_rien, garde.au_comite) == (
            "mois",
            1,
            7,
            True,
            False,
        )
        assert list(garde.sans_rapport.all()) == [monde.beta]
        assert garde.en_vigueur_le == LUNDI

    def test_an_hour_that_no_day_has_is_refused(self, relecteur):
        url = f"{self.url}{ReglagesDesRapports.load().pk}/"
        page = relecteur.post(url, {"rythme": "semaine", "jour": "1", "heure": "24"})
        assert page.context["form"].errors == {"heure": ["Assurez-vous que cette valeur est inférieure ou égale à 23."]}

    def test_an_editor_may_not(self, editeur):
        assert editeur.get(f"{self.url}{ReglagesDesRapports.load().pk}/").status_code == 302

    def test_a_reviewer_names_who_receives_a_report(self, relecteur, monde):
        brice = get_user_model().objects.create_superuser("brice", "brice@comite.example")
        get_user_model().objects.create_superuser("sans-adresse")
        page = relecteur.get(reverse("destinataires:add"))
        assert "sans-adresse" not in lire(page)
        relecteur.post(reverse("destinataires:add"), {"compte": brice.pk, "partenaire": monde.beta.pk, "actif": "on"})
        assert Destinataire.objects.filter(compte=brice, partenaire=monde.beta, actif=True).count() == 1


def test_the_mail_leads_to_pages_that_exist(editeur, monde):
    page = editeur.get(reverse("links_card", args=[lien("guide").pk]))
    assert page.status_code == 200
