"""« Vérifier le parcours », and what the editor's form refuses to publish."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from adoc.admin.gaps import lacunes
from adoc.checking import check_parcours
from adoc.models import ConditionAdoc, LacuneAdoc, ParcoursAdoc
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def redacteur(client, arbre):
    client.force_login(pages.administrateur())
    return client


def rapport(client, page):
    html = client.get(reverse("parcours_verifier", args=[page.pk])).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)), html


def test_report_of_a_sound_parcours_says_how_many_paths_were_walked(redacteur, parcours):
    text, _ = rapport(redacteur, parcours)
    assert "2 chemins suivis, c’est-à-dire tous" in text.replace("&nbsp;", " ")


def test_report_is_about_the_draft_and_leads_to_the_place(redacteur, parcours):
    page = ParcoursAdoc.objects.get(pk=parcours.pk)
    questions = list(page.questions_adoc.all())
    questions[1].conditions = [ConditionAdoc(reponse="q1.disparue")]
    page.questions_adoc = questions
    page.save_revision(clean=False)
    text, html = rapport(redacteur, parcours)
    assert "« Sont-ils nombreux ? » n’est jamais posée : la réponse attendue" in text
    edit = reverse("wagtailadmin_pages:edit", args=[parcours.pk])
    assert f'href="{edit}#inline_child_questions_adoc-1"' in html


def test_report_knows_what_is_published_and_what_a_search_finds(redacteur, parcours):
    parcours.donnee.unpublish()
    faults = {(one.genre.value, one.rang) for one in check_parcours(ParcoursAdoc.objects.get(pk=parcours.pk)).defauts}
    assert faults == {("non_publiee", 0), ("sans_famille", 0), ("sans_resultat", 3)}


def test_reader_who_may_not_edit_does_not_see_the_report(client, parcours):
    client.force_login(get_user_model().objects.create_user("lecteur", "lecteur@exemple.fr", "mot-de-passe"))
    assert client.get(reverse("parcours_verifier", args=[parcours.pk])).status_code == 302


def test_editors_read_what_is_missing_in_words(redacteur, parcours):
    emploi = taxonomy.domaine("Emploi")
    taxonomy.rhone()
    today = timezone.localdate()
    asked = {"profil": parcours.profil.slug, "famille": "competence"}
    LacuneAdoc.objects.create(jour=today, territoire="dep-69", domaine=emploi.slug, nombre=2, **asked)
    LacuneAdoc.objects.create(
        jour=today - timedelta(days=3), territoire="dep-69", domaine=emploi.slug, nombre=3, **asked
    )
    LacuneAdoc.objects.create(jour=today - timedelta(days=400), nombre=9, **asked)
    LacuneAdoc.objects.create(jour=today, domaine="disparu", nombre=1, **asked)
    assert [(one["famille"], one["domaine"], one["territoire"], one["profil"], one["fois"]) for one in lacunes()] == [
        ("Compétence", "Emploi", "Rhône", parcours.profil.nom, 5),
        ("Compétence", "disparu", "", parcours.profil.nom, 1),
    ]
    html = redacteur.get(reverse("parcours_lacunes")).content.decode()
    assert re.findall(r'<td class="title">(.*?)</td>', html) == ["Compétence", "Compétence"]


@pytest.mark.parametrize("number", [2**63, 10**24])
def test_report_of_a_number_that_no_parcours_can_have_is_not_found(redacteur, number):
    assert redacteur.get(f"/admin/parcours/{number}/verifier/").status_code == 404
