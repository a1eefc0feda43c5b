"""« Commenter »: whoever reads a page and may not change it says something of it; whoever edits it finds it there."""

import pytest
from django.urls import reverse
from wagtail.models import Comment, CommentReply, PageLogEntry, PageSubscription

from comite.enums import RoleComite as Role
from pages.models import PageEditoriale
from tests.comite.test_doors import logged_in, url
from tests.factories import comite as people
from workers.links.reports.models import Courriel

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(there):
    """A page of another organisation, begun by somebody of it who has an address."""
    page = there.pages["other"]
    there.owner = people.compte("autrice")
    there.owner.email = "autrice@exemple.example"
    there.owner.save()
    people.role(there.owner, Role.EDITEUR, there.autre)
    PageEditoriale.objects.filter(pk=page.pk).update(owner=there.owner)
    return page


def screen(page):
    return reverse("relecture_commenter", args=[page.pk])


def says(user, page, **fields):
    return logged_in(user).post(screen(page), {"place": "title", "texte": "Quelle année\u202f?", **fields})


@pytest.mark.parametrize("role", Role)
def test_everybody_of_the_comite_comments_the_page_of_others(there, page, role):
    user = there.comptes[role]
    assert says(user, page)["Location"] == screen(page)
    made = Comment.objects.get()
    assert (made.page_id, made.user, made.text, made.contentpath) == (page.pk, user, "Quelle année\u202f?", "title")
    assert "Quelle année" in logged_in(user).get(screen(page)).content.decode()
    assert PageLogEntry.objects.get(action="wagtail.comments.create").user == user
    letter = Courriel.objects.get()
    assert (letter.adresse, letter.message.sujet) == (
        "autrice@exemple.example",
        "[ODD\u00a017] Un commentaire sur «\u00a0Page other\u00a0»",
    )
    assert "Quelle année" in letter.message.texte
    assert "Quelle année" in letter.message.html


def test_button_is_where_one_does_not_edit(there, page):
    observer, owner = there.comptes[Role.OBSERVATEUR], there.owner
    explorer = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    assert screen(page) in logged_in(observer).get(explorer).content.decode()
    assert screen(page) not in logged_in(owner).get(explorer).content.decode()


def test_editor_of_the_page_finds_it_at_its_field_and_the_answer_is_read(there, page):
    says(there.comptes[Role.OBSERVATEUR], page, place="chapo")
    form = logged_in(there.owner).get(url("edit", page)).context["form"]
    assert [one.instance.contentpath for one in form.formsets["comments"].forms] == ["chapo"]
    thread = Comment.objects.get()
    PageSubscription.objects.create(page=page, user=there.comptes[Role.EDITEUR], comment_notifications=True)
    type(there.owner).objects.filter(pk=there.comptes[Role.EDITEUR].pk).update(email="suit@exemple.example")
    Courriel.objects.all().delete()
    assert says(there.owner, page, fil=thread.pk, texte="De 2025.").status_code == 302
    assert CommentReply.objects.get().text == "De 2025."
    observer = there.comptes[Role.OBSERVATEUR]
    assert {one.adresse for one in Courriel.objects.all()} == {"suit@exemple.example", observer.email}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"texte": "  "}, "Écrivez votre commentaire."),
        ({"place": "path"}, "Choisissez à propos de quoi."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(there, page, fields, sentence):
    answer = says(there.comptes[Role.OBSERVATEUR], page, **fields)
    assert (answer.status_code, sentence in answer.content.decode(), Comment.objects.count()) == (422, True, 0)


def test_thread_that_was_closed_takes_no_answer_and_what_was_typed_stays(there, page):
    observer = there.comptes[Role.OBSERVATEUR]
    says(observer, page)
    thread = Comment.objects.get()
    thread.resolved_at = thread.created_at
    thread.save()
    answer = says(observer, page, fil=thread.pk, texte="Trop tard")
    assert (answer.status_code, "Cet échange est clos" in answer.content.decode()) == (422, True)
    assert CommentReply.objects.count() == 0


def test_nobody_else_comments(there, page):
    stranger = people.compte()
    assert says(stranger, page)["Location"].startswith("/admin/login/")
    ended = there.comptes[Role.OBSERVATEUR]
    ended.appartenances.update(au="2020-01-02")
    assert says(ended, page).status_code == 302
    assert Comment.objects.count() == 0


def test_words_are_shown_as_words(there, page):
    says(there.comptes[Role.OBSERVATEUR], page, texte="<b>gras</b>")
    shown = logged_in(there.owner).get(screen(page)).content.decode()
    assert "&lt;b&gt;gras&lt;/b&gt;" in shown
    assert "&lt;b&gt;" in Courriel.objects.get().message.html
