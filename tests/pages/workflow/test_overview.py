"""« Chez qui en est quoi », and « Relire »."""

import csv
import io

import pytest
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from comite.enums import RoleComite as Role
from comite.eyes import CHANGED_LAST
from comite.staff.giving import STEP, STEP_OF_COMITE
from pages.models import PageEditoriale
from pages.workflow.admin.deciding import NO_COMMENT, NOT_WAITING
from tests.comite.test_doors import logged_in
from tests.comite.test_eyes import approve
from tests.factories import comite as people
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_their_way(two):
    """One of ours waits, another of ours is a draft; one of theirs waits for the Comité."""
    two.page.get_workflow().start(two.page, two.writer)
    people.changed(two.pages["deputy"], two.writer, "Brouillon")
    people.changed(two.pages["other"], two.comptes[Role.OBSERVATEUR], "La leur")
    theirs = PageEditoriale.objects.get(pk=two.pages["other"].pk).specific
    theirs.get_workflow().start(theirs, None)
    theirs.current_workflow_task_state.approve(user=None)
    return two


def rows(user, **asked):
    answer = logged_in(user).get(reverse("relecture_suivi"), {"export": "csv", **asked})
    read = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode()))
    return [(row[0], row[2], row[3], row[4]) for row in list(read)[1:]]


def test_ones_own_organisation_first_and_all_on_demand(on_their_way):
    there = on_their_way
    mine = [
        ("Changé", "En relecture", STEP, str(there.notre)),
        ("Brouillon", "Brouillon non soumis", "", there.writer.username),
    ]
    theirs = ("La leur", "En relecture", STEP_OF_COMITE, "Secrétariat du Comité")
    assert rows(there.writer) == mine
    assert rows(there.writer, organisation="toutes") == [mine[0], theirs, mine[1]]
    assert rows(there.secretary) == [mine[0], theirs, mine[1]]
    assert rows(there.writer, organisation="toutes", avancement="brouillon") == [mine[1]]


def test_no_title_is_a_formula_in_a_table(on_their_way):
    on_their_way.page.title = "=1+1"
    on_their_way.page.save_revision(user=on_their_way.writer)
    assert "'=1+1" in [row[0] for row in rows(on_their_way.writer)]


def test_all_organisations_are_one_click_away(on_their_way):
    shown = logged_in(on_their_way.writer).get(reverse("relecture_suivi")).content.decode()
    assert '/admin/relecture/?organisation=toutes"' in shown


def test_screen_shows_them_to_whoever_reads_drafts(on_their_way):
    there = on_their_way
    for user in (there.comptes[Role.OBSERVATEUR], there.writer, pages.administrateur()):
        answer = logged_in(user).get(reverse("relecture_suivi"))
        assert (answer.status_code, "Changé" in answer.content.decode()) == (200, True)
    outsider = pages.get_user_model().objects.create_user("dehors", "", "x")
    assert logged_in(outsider).get(reverse("relecture_suivi")).status_code == 302


def test_same_queries_for_one_page_and_for_three(on_their_way, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = logged_in(on_their_way.writer)
    counts = []
    for asked in ({"avancement": "brouillon"}, {"organisation": "toutes"}):
        client.get(reverse("relecture_suivi"), asked)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("relecture_suivi"), asked)
        counts.append(len(found))
    assert counts[0] == counts[1]


# ── Relire ────────────────────────────────────────────────────────────────────────────────────────────────────
def answer(user, page, **data):
    version = PageEditoriale.objects.get(pk=page.pk).latest_revision_id
    return logged_in(user).post(reverse("relecture_decider", args=[page.pk]), {"version": version, **data})


def said(response):
    return [str(one).strip() for one in response.context["messages"]]


def test_page_is_approved_without_scripts(on_their_way):
    page, there = on_their_way.page, on_their_way
    shown = logged_in(there.other).get(reverse("relecture_decider", args=[page.pk])).content.decode()
    assert ("Approuver" in shown, "Renvoyer" in shown, "Titre" in shown) == (True, True, True)
    assert answer(there.other, page, approuver="1").status_code == 302
    assert answer(there.secretary, page, approuver="1", mot="Merci").status_code == 302
    assert PageEditoriale.objects.get(pk=page.pk).title == "Changé"


def test_page_is_sent_back_with_a_sentence_and_not_without(on_their_way):
    page, there = on_their_way.page, on_their_way
    refused = answer(there.other, page, renvoyer="1")
    assert (refused.status_code, said(refused)) == (422, [NO_COMMENT])
    answer(there.other, page, renvoyer="1", mot="Une source")
    state = WorkflowState.objects.for_instance(page).get()
    assert (state.status, state.current_task_state.comment) == ("needs_changes", "Une source")


def test_author_sees_why_there_is_no_button_and_may_not_approve(on_their_way):
    page, there = on_their_way.page, on_their_way
    people.changed(page, there.one, "Repris")
    shown = logged_in(there.one).get(reverse("relecture_decider", args=[page.pk])).content.decode()
    assert 'name="approuver"' not in shown
    refused = answer(there.one, page, approuver="1")
    assert (refused.status_code, said(refused)) == (422, [CHANGED_LAST])


def test_version_that_was_not_the_one_read_is_not_approved(on_their_way):
    page, there = on_their_way.page, on_their_way
    refused = answer(there.other, page, approuver="1", version="1")
    assert (refused.status_code, TaskState.objects.filter(status="approved").count()) == (422, 1)


def test_who_comes_second_is_told(on_their_way):
    page, there = on_their_way.page, on_their_way
    approve(there.other, page)
    approve(there.secretary, page)
    refused = answer(there.one, page, approuver="1")
    assert (refused.status_code, said(refused)) == (422, [NOT_WAITING])


def test_reader_without_the_step_sees_no_form(on_their_way):
    shown = logged_in(on_their_way.comptes[Role.OBSERVATEUR]).get(
        reverse("relecture_decider", args=[on_their_way.page.pk])
    )
    assert (shown.status_code, 'name="renvoyer"' in shown.content.decode()) == (200, False)
