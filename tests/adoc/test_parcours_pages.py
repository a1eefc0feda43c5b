"""A visitor's walk, without scripts: what is shown, what is kept in the address, what is said when it went wrong."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, PageViewRestriction

from adoc.models import LacuneAdoc, ParcoursAdoc
from adoc.parcours.definition import definition_de
from adoc.walk.answer_links import AnswerBook, read_answers, write_answers
from tests.factories import pages, taxonomy
from tests.factories import parcours as factory

pytestmark = pytest.mark.django_db
REQUETES = 15


def visite(client, parcours, **asked):
    return client.get(parcours.get_url(), asked)


def repond(client, parcours, response, **answer):
    """What follows once the question of `response` has this answer; the address is followed."""
    html = response.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    return client.get(parcours.get_url(), {**hidden, **answer}, follow=True)


def adresse(response):
    return parse_qs(urlsplit(response.redirect_chain[-1][0]).query)


def question_de(response):
    found = re.search(r"<legend><h1>(.*?)</h1>", response.content.decode())
    return found and found[1].replace("\u202f", " ")


def jusqu_au_bout(client, parcours, *answers):
    response = visite(client, parcours, etape="q1")
    for answer in answers:
        response = repond(client, parcours, response, **answer)
    return response


def test_page_tells_what_is_coming_and_leads_to_the_first_question(client, parcours):
    html = visite(client, parcours).content.decode()
    assert "4 questions au plus" in html
    (start,) = re.findall(r'class="bouton" href="(\?etape=q1&amp;r=[^"]+)"', html)
    first = client.get(parcours.get_url() + start.replace("&amp;", "&"))
    assert (first.status_code, question_de(first)) == (200, "Avez-vous des partenaires ?")


def test_walk_ends_with_maturity_proposals_and_their_reasons(client, parcours):
    domaine = taxonomy.domaine("Emploi")
    place = taxonomy.rhone()[1]
    end = jusqu_au_bout(client, parcours, {"v": "oui"}, {"v": "4"}, {"nom": "rhône"}, {"v": domaine.slug})
    html = end.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert adresse(end)["etape"] == ["resultat"]
    assert "88 %" in text
    assert "Suite niveau 2 sur 2" in text
    assert "Le guide des alliances" in text
    assert "parce que vous avez répondu « Oui » à « Avez-vous des partenaires ? »" in text
    assert f"Aucune compétence référencée pour Emploi dans votre territoire ({place.nom})" in text
    assert (end["Cache-Control"], end["X-Robots-Tag"]) == ("private, no-cache", "noindex")


def test_question_that_does_not_concern_the_visitor_is_not_asked(client, parcours):
    after = jusqu_au_bout(client, parcours, {"v": "non"})
    assert question_de(after) == "Où agissez-vous ?"
    assert "Question 2 sur 3" in after.content.decode()


def test_answer_may_be_changed_without_losing_the_others(client, parcours):
    end = jusqu_au_bout(client, parcours, {"v": "oui"}, {"v": "4"}, {}, {})
    html = end.content.decode()
    (change,) = re.findall(r'href="(\?etape=q2&amp;r=[^"]+)">Changer', html)
    again = client.get(parcours.get_url() + change.replace("&amp;", "&"))
    assert re.search(r'value="4" checked', again.content.decode())
    done = repond(client, parcours, again, v="2")
    assert adresse(done)["etape"] == ["resultat"]
    carnet = read_answers(adresse(done)["r"][0], definition_de(ParcoursAdoc.objects.get(pk=parcours.pk)))
    assert (carnet.reponses, carnet.passees) == ({"q1": ("oui",), "q2": ("2",)}, frozenset({"q3", "q4"}))


def test_required_question_says_what_is_missing(client, parcours):
    again = jusqu_au_bout(client, parcours, {})
    assert (again.status_code, question_de(again)) == (422, "Avez-vous des partenaires ?")
    assert "Choisissez une réponse pour continuer." in again.content.decode()


@pytest.mark.parametrize("forged", ["zz", "oui\x00", "<script>"])
def test_forged_answer_is_no_answer(client, parcours, forged):
    assert jusqu_au_bout(client, parcours, {"v": forged}).status_code == 422


def test_name_of_several_territoires_asks_which(client, parcours):
    departement = taxonomy.rhone()[1]
    taxonomy.territoire("Rhône-sur-Mer", "commune", "69999", parent=departement)
    asked = jusqu_au_bout(client, parcours, {"v": "non"})
    several = repond(client, parcours, asked, nom="rhô")
    html = several.content.decode()
    assert (several.status_code, "Plusieurs territoires portent ce nom" in html) == (422, True)
    assert re.findall(r'type="radio" name="v" value="([^"]+)"', html) == ["dep-69", "com-69999", "reg-84"]
    chosen = repond(client, parcours, several, v="com-69999")
    assert question_de(chosen) == "Quels domaines ?"
    nothing = repond(client, parcours, asked, nom="Atlantide")
    assert "Aucun territoire ne porte ce nom" in nothing.content.decode()


@pytest.mark.parametrize("text", ["x", "a" * 5000, "Imp1Ijo:1w:zz", "é"])
def test_link_that_cannot_be_read_says_so_and_starts_anew(client, parcours, text):
    response = visite(client, parcours, etape="q2", r=text)
    assert (response.status_code, question_de(response)) == (200, "Avez-vous des partenaires ?")
    assert "Ce lien est incomplet ou a été modifié" in response.content.decode()


def test_link_of_another_parcours_is_not_read(client, parcours):
    text = write_answers(AnswerBook(page=parcours.pk + 1, revision=0, reponses={"q1": ("oui",)}))
    assert "Ce lien est incomplet" in visite(client, parcours, etape="resultat", r=text).content.decode()


def test_answers_of_an_older_version_are_kept_mapped_and_told(client, parcours):
    end = jusqu_au_bout(client, parcours, {"v": "oui"}, {"v": "4"}, {}, {})
    kept = adresse(end)
    page = ParcoursAdoc.objects.get(pk=parcours.pk)
    page.questions_adoc = [one for one in page.questions_adoc.all() if one.code != "q2"]
    page.save_revision().publish()
    later = client.get(parcours.get_url(), {"etape": "resultat", "r": kept["r"][0]})
    html = later.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert later.status_code == 200
    assert "Ce parcours a été modifié depuis vos réponses : l’une d’elles ne vaut plus." in html
    assert "Oui" in html


def test_all_questions_stand_on_one_page_and_new_ones_come_with_the_answers(client, parcours):
    shown = visite(client, parcours, etape="toutes")
    names = re.findall(r'name="vu\.(\w+)"', shown.content.decode())
    assert names == ["q1", "q3", "q4"]
    sent = {"etape": "toutes", "envoi": "1", **{f"vu.{one}": "1" for one in names}}
    more = client.get(parcours.get_url(), {**sent, "q.q1": "oui"})
    assert (more.status_code, re.findall(r'name="vu\.(\w+)"', more.content.decode())) == (422, ["q1", "q2", "q3", "q4"])
    end = client.get(parcours.get_url(), {**sent, "vu.q2": "1", "q.q1": "oui", "q.q2": "5"})
    assert (end.status_code, parse_qs(urlsplit(end["Location"]).query)["etape"]) == (302, ["resultat"])


def test_typed_name_that_is_not_clear_is_asked_again_among_all_questions(client, parcours):
    departement = taxonomy.rhone()[1]
    taxonomy.territoire("Rhône-sur-Mer", "commune", "69999", parent=departement)
    shown = {"etape": "toutes", "envoi": "1", "vu.q1": "1", "vu.q3": "1", "vu.q4": "1", "q.q1": "non"}
    several = client.get(parcours.get_url(), {**shown, "nom.q3": "rhô"})
    html = several.content.decode()
    assert (several.status_code, "Plusieurs territoires portent ce nom" in html) == (422, True)
    assert re.findall(r'type="radio" name="q.q3" value="([^"]+)"', html) == ["dep-69", "com-69999", "reg-84"]
    assert 'href="#q-q3"' in html
    nothing = client.get(parcours.get_url(), {**shown, "nom.q3": "Atlantide"})
    html = nothing.content.decode()
    assert (nothing.status_code, "Aucun territoire ne porte ce nom" in html) == (422, True)
    assert 'name="nom.q3" value="Atlantide"' in html
    chosen = client.get(parcours.get_url(), {**shown, "q.q3": "com-69999"})
    assert (chosen.status_code, parse_qs(urlsplit(chosen["Location"]).query)["etape"]) == (302, ["resultat"])


def test_result_before_the_end_leads_to_what_is_missing(client, parcours):
    response = client.get(parcours.get_url(), {"etape": "resultat"}, follow=True)
    assert (adresse(response)["etape"], question_de(response)) == (["q1"], "Avez-vous des partenaires ?")


def test_gap_is_counted_once_a_link_and_never_below_the_departement(client, parcours):
    domaine = taxonomy.domaine("Emploi")
    lyon = taxonomy.rhone()[3]
    end = jusqu_au_bout(client, parcours, {"v": "non"}, {"nom": "Lyon"}, {"v": domaine.slug})
    client.get(parcours.get_url(), {name: values[0] for name, values in adresse(end).items()})
    rows = LacuneAdoc.objects.filter(famille="competence").values_list("profil", "territoire", "domaine", "nombre")
    assert list(rows) == [(parcours.profil.slug, "dep-69", domaine.slug, 1)]
    assert lyon.slug not in str(list(LacuneAdoc.objects.values_list()))


def test_nothing_of_a_visitor_is_kept(client, parcours):
    jusqu_au_bout(client, parcours, {"v": "non"}, {}, {})
    assert client.cookies == {}
    assert LacuneAdoc.objects.filter(territoire="").count() == LacuneAdoc.objects.count()


def test_door_leads_to_the_parcours_of_each_profil(client, parcours):
    html = client.get("/adoc/").content.decode()
    assert f'<a href="{parcours.get_url()}">{parcours.profil.nom}</a>' in html.replace("\xa0", " ")


def test_second_parcours_of_a_profil_is_refused(arbre, parcours):
    with pytest.raises(ValidationError, match="est déjà le parcours de ce profil"):
        factory.page(parcours.get_parent(), parcours.profil, title="Un autre", cibles={"donnee": parcours.donnee})


def test_copy_for_another_profil_carries_all_children(parcours):
    copy = parcours.copy(update_attrs={"title": "Pour d’autres", "slug": "autres"}, keep_live=False)
    before, after = definition_de(parcours), definition_de(ParcoursAdoc.objects.get(pk=copy.pk))
    assert (after.questions, after.dimensions, after.regles) == (before.questions, before.dimensions, before.regles)


def test_broken_parcours_cannot_go_live(arbre, profil):
    page = factory.page(arbre.accueil, profil, live=False)
    questions = list(page.questions_adoc.all())
    questions[0].choix = []
    page.questions_adoc = questions
    page.save_revision()
    with pytest.raises(ValidationError, match="n’en propose aucune"):
        page.get_latest_revision().publish()
    assert not Page.objects.get(pk=page.pk).live


def test_restricted_parcours_shows_nothing(client, parcours):
    PageViewRestriction.objects.create(page=parcours.get_parent(), restriction_type="login")
    assert visite(client, parcours, etape="q1").status_code == 302


@pytest.mark.parametrize("answered", [1, 3])
def test_result_costs_the_same_queries_however_much_is_proposed(
    client, arbre, parcours, answered, django_assert_num_queries
):
    for rank in range(answered):
        pages.ressource(arbre.boite, title=f"Outil {rank}")
    end = jusqu_au_bout(client, parcours, {"v": "oui"}, {"v": "4"}, {}, {})
    asked = {name: values[0] for name, values in adresse(end).items()}
    client.get(parcours.get_url(), asked)
    with django_assert_num_queries(REQUETES):
        client.get(parcours.get_url(), asked)


def test_draft_is_walked_in_the_editors_preview(rf, parcours):
    page = ParcoursAdoc.objects.get(pk=parcours.pk)
    questions = list(page.questions_adoc.all())
    questions[0].texte = "Et maintenant ?"
    page.questions_adoc = questions
    page.save_revision()
    draft = page.get_latest_revision_as_object()
    asked = rf.get("/admin/pages/1/edit/preview/", {"mode": "", "in_preview_panel": "true"})
    opened = draft.make_preview_request(asked, "").content.decode()
    assert "Commencer le parcours" in opened
    walked = draft.make_preview_request(rf.get("/admin/pages/1/edit/preview/", {"etape": "q1"}), "")
    assert question_de(walked) == "Et maintenant ?"
    assert ParcoursAdoc.objects.get(pk=parcours.pk).questions_adoc.first().texte == "Avez-vous des partenaires ?"
