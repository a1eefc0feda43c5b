"""Four eyes: who changed a page last neither approves nor publishes it, whatever door that comes through."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, TaskState, WorkflowState

from comite.enums import RoleComite as Role
from comite.eyes import CHANGED_IN_REVIEW, CHANGED_LAST, eyes_refuse
from comite.refusing import RuleError
from pages.models import PageEditoriale
from pages.scheduling import publish_due
from tests.comite.test_doors import logged_in, saisie, token, undone, url
from tests.factories import comite as people
from tests.factories import pages

pytestmark = pytest.mark.django_db


def draft_of(page):
    return PageEditoriale.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


def as_it_is(page, **fields):
    """What the browser posts for a version of a page, its terms among it."""
    data = saisie(page, **fields)
    return data | {name: [one.pk for one in getattr(page, name).all()] for name in ("acteurs", "domaines")}


def shown(page):
    return PageEditoriale.objects.get(pk=page.pk).title == "Changé"


def editor(client, headers, page, there):
    client.post(url("edit", page), as_it_is(draft_of(page), **{"action-publish": "1"}))
    return shown(page)


def reverting(client, headers, page, there):
    """From the history, the version that is the last is taken up again and published."""
    last = page.revisions.order_by("-created_at").first()
    where = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, last.pk])
    client.post(where, as_it_is(last.as_object(), **{"action-publish": "1"}))
    return shown(page)


def in_bulk(client, headers, page, there):
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}", {})
    return shown(page)


def below_in_bulk(client, headers, page, there):
    """With what stands below another page, as a draft that was never online."""
    Page.objects.filter(pk=page.pk).update(live=False)
    PageEditoriale.objects.filter(pk=there.arbre.boite.pk).update(responsable=there.notre)
    where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{where}?id={there.arbre.boite.pk}", {"include_descendants": "on"})
    return Page.objects.get(pk=page.pk).live


def by_api(client, headers, page, there):
    response = Client(headers=headers).post(f"/api/v3/pages/{page.pk}/actions/publish/")
    assert response.status_code in (200, 403), response.content
    return shown(page)


def approving(client, headers, page, there):
    task = page.get_workflow().start(page, there.comptes[Role.OBSERVATEUR]).current_task_state
    client.post(url("workflow_action", page, "approve", task.pk), {"comment": ""})
    return TaskState.objects.get(pk=task.pk).status == "approved"


def approving_in_the_editor(client, headers, page, there):
    task = page.get_workflow().start(page, there.comptes[Role.OBSERVATEUR]).current_task_state
    client.post(
        url("edit", page),
        as_it_is(draft_of(page), **{"action-workflow-action": "1", "workflow-action-name": "approve"}),
    )
    return TaskState.objects.get(pk=task.pk).status == "approved"


def choosing_an_hour(client, headers, page, there):
    hour = timezone.localtime() + timedelta(days=1)
    fields = {"go_live_at": hour.strftime("%d/%m/%Y %H:%M"), "action-publish": "1"}
    client.post(url("edit", page), as_it_is(draft_of(page), **fields))
    return page.revisions.filter(approved_go_live_at__isnull=False).exists()


def by_code(client, headers, page, there):
    try:
        page.get_latest_revision().publish(user=people.anew(client.user))
    except RuleError:
        return False
    return shown(page)


DOORS = {
    "éditeur": editor,
    "revenir à une version": reverting,
    "en lot": in_bulk,
    "en lot, avec ce qui est dessous": below_in_bulk,
    "API": by_api,
    "approuver": approving,
    "approuver dans l’éditeur": approving_in_the_editor,
    "à une heure": choosing_an_hour,
    "le code": by_code,
}


def through(doors, user, there):
    """The names of the doors that let this account through."""
    found = set()
    client, headers = logged_in(user), token(user)
    client.user = user
    for name, door in doors.items():
        with undone():
            page = PageEditoriale.objects.get(pk=there.page.pk).specific
            if door(client, headers, page, there):
                found.add(name)
    return found


def test_who_changed_the_page_last_comes_through_no_door_and_another_through_all(two):
    assert through(DOORS, two.one, two) == set()
    assert through(DOORS, two.other, two) == set(DOORS)


def test_where_the_rule_is_left_out_both_come_through(two, one_pair_of_eyes):
    assert through(DOORS, two.one, two) == set(DOORS)


@pytest.mark.parametrize("door", ["publication", "étape"])
def test_a_door_that_forgets_is_seen(two, monkeypatch, door):
    """The question at the publication, or at the step, is taken out: some doors then let its author through."""
    if door == "publication":
        monkeypatch.setattr("comite.eyes.publication_refused", lambda **_: "")
        assert through(DOORS, two.one, two) == {"API", "le code"}
    else:
        monkeypatch.setattr("comite.tester.who_changed", lambda **_: "")
        assert through(DOORS, two.one, two) == {"approuver", "approuver dans l’éditeur"}


def test_superuser_and_the_site_itself_are_not_asked(two):
    revision = two.page.get_latest_revision()
    boss = pages.administrateur()
    mine = people.changed(two.page, boss)
    assert [eyes_refuse(user=user, revision=mine) for user in (boss, None)] == ["", ""]
    assert eyes_refuse(user=two.one, revision=revision) == CHANGED_LAST
    revision.publish()
    assert shown(two.page)


def approve(user, page):
    task = page.current_workflow_task_state
    logged_in(user).post(url("workflow_action", page, "approve", task.pk), {"comment": ""})
    return TaskState.objects.get(pk=task.pk).status


# ── Who changed what ──────────────────────────────────────────────────────────────────────────────────────────
def test_saving_a_page_as_it_was_changes_nothing(two):
    """The other saves it untouched: the first is still who changed it last."""
    draft_of(two.page).save_revision(user=two.other)
    said = [eyes_refuse(user=user, revision=two.page) for user in (two.one, two.other)]
    assert said == [CHANGED_LAST, ""]


def test_a_version_of_nobody_does_not_free_its_author(two):
    draft = draft_of(two.page)
    draft.title = "Changé par le site"
    draft.save_revision()
    assert eyes_refuse(user=two.one, revision=two.page) == CHANGED_LAST


def test_who_changes_it_after_somebody_is_the_last(two):
    people.changed(two.page, two.other, "Encore changé")
    said = [eyes_refuse(user=user, revision=two.page) for user in (two.one, two.other)]
    assert said == ["", CHANGED_LAST]


def test_who_goes_back_to_an_older_version_changes_the_page(two):
    people.changed(two.page, two.other, "Encore changé")
    older = two.page.revisions.order_by("-created_at")[1]
    where = reverse("wagtailadmin_pages:revisions_revert", args=[two.page.pk, older.pk])
    logged_in(two.one).post(where, as_it_is(older.as_object(), **{"action-publish": "1"}))
    assert (draft_of(two.page).title, shown(two.page)) == ("Changé", False)


def test_what_is_online_already_was_decided(two):
    PageEditoriale.objects.get(pk=two.page.pk).specific.get_latest_revision().publish(user=two.other)
    assert eyes_refuse(user=two.one, revision=PageEditoriale.objects.get(pk=two.page.pk)) == ""


def test_numbers_that_a_form_gives_anew_are_no_change(two):
    client = logged_in(two.other)
    client.post(url("edit", two.page), as_it_is(draft_of(two.page)))
    assert two.page.revisions.order_by("-created_at").first().user == two.other
    assert eyes_refuse(user=two.other, revision=two.page) == ""


def test_approver_who_edits_during_the_review_does_not_approve(two):
    """Nor after the author has changed a comma; once it was sent back and submitted again, that is over."""
    page, writer = two.page, two.comptes[Role.CONTRIBUTEUR]
    state = page.get_workflow().start(page, writer)
    people.changed(page, two.other, "Repris par qui relit")
    people.changed(page, two.one, "Repris encore")
    client = logged_in(two.other)
    client.post(url("workflow_action", page, "approve", state.current_task_state.pk), {"comment": ""})
    state.refresh_from_db()
    assert state.current_task_state.status == "in_progress"
    assert eyes_refuse(user=two.other, revision=page) == CHANGED_IN_REVIEW
    client.post(url("workflow_action", page, "reject", state.current_task_state.pk), {"comment": "Une source manque."})
    state.refresh_from_db()
    people.changed(page, writer, "Complété")
    state.resume(user=writer)
    client.post(url("workflow_action", page, "approve", state.current_task_state.pk), {"comment": ""})
    assert TaskState.objects.get(pk=state.current_task_state.pk).status == "approved"


# ── What is said, and kept ────────────────────────────────────────────────────────────────────────────────────
def said(response):
    return [str(one).strip() for one in response.context["messages"]]


def test_editor_says_why_and_keeps_the_draft(two):
    data = as_it_is(draft_of(two.page), title="Titre nouveau", **{"action-publish": "1"})
    response = logged_in(two.one).post(url("edit", two.page), data, follow=True)
    assert said(response) == [f"Votre brouillon est enregistré, et n’est pas publié. {CHANGED_LAST}"]
    assert (draft_of(two.page).title, Page.objects.get(pk=two.page.pk).title) == ("Titre nouveau", "Page own")


def test_who_edits_and_approves_at_once_keeps_the_draft_and_is_told(two):
    page = two.page
    state = page.get_workflow().start(page, two.one)
    data = as_it_is(draft_of(page), title="Mieux", **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    response = logged_in(two.other).post(url("edit", page), data, follow=True)
    assert said(response)[-1] == CHANGED_LAST
    assert (draft_of(page).title, WorkflowState.objects.get(pk=state.pk).status) == ("Mieux", "in_progress")


def test_bulk_publication_names_the_page_and_publishes_none(two):
    clean = two.pages["deputy"]
    people.changed(clean, two.other)
    where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = logged_in(two.one).post(f"{where}?id={clean.pk}&id={two.page.pk}&next=/admin/", {}, follow=True)
    assert said(response) == [f"« Changé » n’est pas publiée. {CHANGED_LAST}"]
    assert [shown(clean), shown(two.page)] == [False, False]


def test_api_says_why(two):
    client = Client(headers=token(two.one))
    answer = client.post(f"/api/v3/pages/{two.page.pk}/actions/publish/")
    body = {"meta": {"type": "pages.Ressource", "action": "publish"}, "title": "Autre"}
    patch = client.patch(f"/api/v3/pages/{two.page.pk}/", body, content_type="application/json")
    assert [(one.status_code, one.json()["detail"]) for one in (answer, patch)] == [(403, CHANGED_LAST)] * 2
    assert draft_of(two.page).title == "Changé"


def test_page_that_one_creates_is_kept_as_a_draft(two):
    from tests.comite.test_ways_round import created

    client = logged_in(two.one)
    created(client, two.arbre.boite, responsable=two.notre.pk, **{"action-publish": "1"})
    assert list(Page.objects.filter(slug="nouvelle").values_list("live", flat=True)) in ([], [False])
    form = client.get(reverse("wagtailadmin_pages:add", args=["pages", "ressource", two.arbre.boite.pk]))
    assert "action-publish" not in form.content.decode()


# ── Copies ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_copies_are_online_by_nobody_alone_and_followed_by_who_did_not_write(two):
    two.page.get_latest_revision().publish(user=two.other)
    data = {"new_title": "C", "new_slug": "c", "new_parent_page": two.arbre.boite.pk}
    for user, more in ((two.other, {"publish_copies": "on"}), (two.one, {"alias": "on"})):
        logged_in(user).post(url("copy", two.page), {**data, **more})
        assert not Page.objects.filter(slug="c").exists()
    body = {"destination_id": two.arbre.se_former.pk}
    where = f"/api/v3/pages/{two.page.pk}/actions/create_alias/"
    answers = [
        Client(headers=token(user)).post(where, body, content_type="application/json").status_code
        for user in (two.one, two.other)
    ]
    assert answers == [403, 201]
    copied = f"/api/v3/pages/{two.page.pk}/actions/copy/"
    kept = Client(headers=token(two.other)).post(copied, {"keep_live": True}, content_type="application/json")
    assert kept.status_code == 403


# ── At its hour ───────────────────────────────────────────────────────────────────────────────────────────────
def test_log_of_a_publication_at_its_hour_names_who_chose_the_hour(two):
    now = timezone.now()
    draft = draft_of(two.page)
    draft.go_live_at = now + timedelta(hours=1)
    draft.save_revision(user=two.one).publish(user=two.other)
    with time_machine.travel(now + timedelta(hours=2)):
        publish_due()
    entry = PageLogEntry.objects.get(page=two.page.pk, action="wagtail.publish.scheduled")
    assert (entry.user, shown(two.page)) == (two.other, True)


# ── A review is not cut short ─────────────────────────────────────────────────────────────────────────────────
def test_publication_beside_a_review_is_refused_and_the_review_goes_on(two):
    page = two.page
    state = page.get_workflow().start(page, two.one)
    doors = {name: DOORS[name] for name in ("éditeur", "en lot", "API", "le code")}
    assert through(doors, two.other, two) == set()
    assert WorkflowState.objects.get(pk=state.pk).status == "in_progress"
