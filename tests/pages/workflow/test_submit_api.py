"""« Soumettre » by the API."""

import pytest
from django.test import Client
from wagtail.models import Page, WorkflowState

from comite.enums import RoleComite as Role
from comite.eyes import LOCKED
from comite.staff.giving import STEP
from pages.models import PageEditoriale
from pages.workflow.submitting import NOT_YOURS, NOTHING_NEW, UNDER_WAY
from tests.comite.test_doors import token
from tests.factories import comite as people

pytestmark = pytest.mark.django_db


def submit(user, page):
    answer = Client(headers=token(user) if user else {}).post(f"/api/v3/pages/{page.pk}/actions/submit/")
    return answer.status_code, answer.json()


def test_writer_submits_and_is_told_where_the_page_waits(two):
    status, said = submit(two.writer, two.page)
    assert said.pop("depuis") is not None
    assert (status, said) == (200, {"page": two.page.pk, "etat": "in_progress", "etape": STEP})
    state = WorkflowState.objects.get()
    assert (state.requested_by, state.object_id) == (two.writer, str(two.page.pk))


def test_page_that_waits_already_is_said(two):
    submit(two.writer, two.page)
    status, said = submit(two.one, two.page)
    assert (status, said["detail"]) == (422, UNDER_WAY.format(step=STEP))


def test_page_that_was_sent_back_is_submitted_again(two):
    submit(two.writer, two.page)
    WorkflowState.objects.get().current_task_state.reject(user=two.one, comment="Non")
    status, said = submit(two.writer, two.page)
    assert (status, said["etat"], WorkflowState.objects.count()) == (200, "in_progress", 1)


@pytest.mark.parametrize("role", [Role.OBSERVATEUR, Role.REFERENT, Role.SECRETARIAT])
def test_who_may_not_write_is_refused(two, role):
    status, said = submit(two.comptes[role], two.page)
    assert (status, said["detail"], WorkflowState.objects.exists()) == (403, NOT_YOURS, False)


def test_another_organisation_is_refused(two):
    people.changed(two.pages["other"], two.comptes[Role.OBSERVATEUR])
    assert submit(two.one, two.pages["other"])[0] == 403


def test_without_a_token_or_a_page(two):
    assert submit(None, two.page)[0] == 401
    gone = Page(pk=99999)
    assert submit(two.writer, gone)[0] == 404


def test_nothing_new_and_what_is_missing_are_said(two):
    two.page.get_latest_revision().publish()
    page = PageEditoriale.objects.get(pk=two.page.pk).specific
    assert submit(two.writer, page)[1]["detail"] == NOTHING_NEW
    draft = page.get_latest_revision_as_object()
    draft.title, draft.acteurs = "Sans acteur", []
    draft.save_revision(user=two.writer, clean=False)
    status, said = submit(two.writer, page)
    assert (status, [one["loc"] for one in said["errors"]]) == (422, [["body", "acteurs"]])
    assert not WorkflowState.objects.exists()


def test_lock_of_another_holds_it_back(two):
    Page.objects.filter(pk=two.page.pk).update(locked=True, locked_by=two.one)
    status, said = submit(two.writer, two.page)
    assert (status, said["detail"]) == (403, LOCKED.format(name=two.one.username))
