"""The two steps of a review, the locks of others, and the settings of both."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageLogEntry, TaskState, Workflow

from comite.enums import RoleComite as Role
from comite.models import ApprobationDuComite, ApprobationDuResponsable, ReglagesDeRelecture
from liens.models import LigneRemplacement
from pages.admin.groups import RELECTURE, install_groups
from pages.admin.publication import ALONE
from pages.models import PageEditoriale
from pages.rights.changing import CHANGED_ALONE
from tests.comite.test_doors import logged_in, token, url
from tests.comite.test_eyes import DOORS, approve, as_it_is, draft_of, said, shown, through
from tests.factories import comite as people
from tests.factories import pages

pytestmark = pytest.mark.django_db


# ── Two steps ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_organisation_approves_then_the_comite_and_the_page_is_online(two):
    page = two.page
    secretariat = two.comptes[Role.SECRETARIAT]
    page.get_workflow().start(page, two.one)
    assert approve(secretariat, page) == "in_progress"
    assert approve(two.other, page) == "approved"
    assert not shown(page)
    assert approve(two.other, page) == "in_progress"
    assert approve(secretariat, page) == "approved"
    assert shown(page)
    log = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").get()
    assert log.user == secretariat


def test_kinds_that_do_without_the_comite_are_online_after_their_organisation(two):
    ReglagesDeRelecture.objects.update_or_create(defaults={"sans_comite": ["pages.Ressource"]})
    two.page.get_workflow().start(two.page, two.one)
    assert (approve(two.other, two.page), shown(two.page)) == ("approved", True)
    assert list(TaskState.objects.values_list("status", flat=True).order_by("pk")) == ["approved", "skipped"]


def test_submitting_what_no_step_approves_publishes_nothing(two):
    """The organisation's step was taken out, and the kind does without the Comité: nobody would have looked."""
    ReglagesDeRelecture.objects.update_or_create(defaults={"sans_comite": ["pages.Ressource"]})
    workflow = two.page.get_workflow()
    workflow.workflow_tasks.filter(task__in=ApprobationDuResponsable.objects.all()).delete()
    logged_in(two.one).post(url("edit", two.page), as_it_is(draft_of(two.page), **{"action-submit": "1"}))
    assert not shown(two.page)


def test_where_nothing_is_published_directly_every_door_leads_by_the_comite(two):
    ReglagesDeRelecture.objects.update_or_create(defaults={"publication_directe": False})
    doors = {name: DOORS[name] for name in ("éditeur", "en lot", "API", "à une heure", "le code")}
    assert through(doors, two.other, two) == set()
    page = two.page
    page.get_workflow().start(page, two.one)
    assert [approve(user, page) for user in (two.other, two.comptes[Role.SECRETARIAT])] == ["approved", "approved"]
    assert shown(page)


def test_kinds_that_do_without_the_comite_are_still_published_directly(two):
    defaults = {"publication_directe": False, "sans_comite": ["pages.Ressource"]}
    ReglagesDeRelecture.objects.update_or_create(defaults=defaults)
    assert through({"API": DOORS["API"]}, two.other, two) == {"API"}


def test_step_that_leaves_four_eyes_out_lets_the_author_approve_to_the_end(two):
    ApprobationDuResponsable.objects.update(quatre_yeux=False)
    ReglagesDeRelecture.objects.update_or_create(defaults={"sans_comite": ["pages.Ressource"]})
    two.page.get_workflow().start(two.page, two.one)
    assert (approve(two.one, two.page), shown(two.page)) == ("approved", True)


def test_step_of_another_page_is_not_approved_by_way_of_ones_own(two):
    theirs = two.pages["other"]
    people.changed(theirs, two.comptes[Role.OBSERVATEUR])
    task = theirs.get_workflow().start(theirs, None).current_task_state
    two.page.get_workflow().start(two.page, two.one)
    logged_in(two.other).post(url("workflow_action", two.page, "approve", task.pk), {"comment": ""})
    assert TaskState.objects.get(pk=task.pk).status == "in_progress"


# ── Another's lock ────────────────────────────────────────────────────────────────────────────────────────────
def test_lock_of_another_stops_every_act(two):
    page, client = two.page, logged_in(two.other)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=two.one)
    for action in ("publish", "unpublish", "delete", "move"):
        where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{where}?id={page.pk}", {"chooser": two.arbre.se_former.pk})
    client.post(url("move_confirm", page, two.arbre.se_former.pk), {})
    client.post(url("delete", page))
    api = Client(headers=token(two.other))
    for method, path, body in (
        ("post", "actions/publish/", {}),
        ("post", "actions/move/", {"destination_id": two.arbre.se_former.pk, "position": "last-child"}),
        ("delete", "", {}),
    ):
        answer = getattr(api, method)(f"/api/v3/pages/{page.pk}/{path}", body, content_type="application/json")
        assert (path, answer.status_code) == (path, 403)
    after = Page.objects.get(pk=page.pk)
    assert (after.live, after.title, after.get_parent().pk) == (True, "Page own", two.arbre.boite.pk)
    page.get_workflow().start(page, two.one)
    assert approve(two.other, page) == "in_progress"


def test_lock_below_stops_moving_and_deleting_what_is_above(two):
    PageEditoriale.objects.filter(pk=two.arbre.boite.pk).update(responsable=two.notre)
    Page.objects.child_of(two.arbre.boite).exclude(pk__in=[two.page.pk, two.pages["deputy"].pk]).delete()
    boite = PageEditoriale.objects.get(pk=two.arbre.boite.pk)
    rights = boite.permissions_for_user(people.anew(two.other))
    assert (rights.can_move(), rights.can_delete()) == (True, True)
    Page.objects.filter(pk=two.page.pk).update(locked=True, locked_by=two.one)
    rights = PageEditoriale.objects.get(pk=boite.pk).permissions_for_user(people.anew(two.other))
    assert (rights.can_move(), rights.can_delete()) == (False, False)


def test_workflow_settings_are_the_secretariat_s(two):
    where = reverse("wagtailsettings:edit", args=["comite", "reglagesderelecture"])
    data = {"quatre_yeux": "", "sans_comite": ["pages.Ressource"]}
    kept = {}
    for role in (Role.RELECTEUR, Role.SECRETARIAT):
        client = logged_in(two.comptes[role])
        client.post(client.get(where, follow=True).request["PATH_INFO"], data)
        kept[role] = list(ReglagesDeRelecture.objects.values_list("quatre_yeux", "sans_comite"))
    assert kept == {Role.RELECTEUR: [(True, [])], Role.SECRETARIAT: [(False, ["pages.Ressource"])]}


def test_the_question_stands_at_the_publication_itself():
    assert PublishPageRevisionAction.check.__module__ == "comite.eyes"
    assert ApprobationDuComite._meta.get_field("quatre_yeux").default is True


# ── Settings ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_superuser_is_told_that_nobody_else_has_seen_what_is_online(two):
    client = logged_in(pages.administrateur())
    data = as_it_is(draft_of(two.page), title="Seul", **{"action-publish": "1"})
    told = said(client.post(url("edit", two.page), data, follow=True))
    assert (ALONE in told, Page.objects.get(pk=two.page.pk).title) == (True, "Seul")


def test_form_of_a_step_says_whether_it_asks_for_four_eyes(two):
    step = ApprobationDuComite.objects.get()
    form = logged_in(pages.administrateur()).get(reverse("wagtailadmin_workflows:edit_task", args=[step.pk]))
    assert "quatre_yeux" in form.context["form"].fields


def test_sites_on_which_roles_were_in_force_get_the_second_step_once():
    people.en_service()
    ApprobationDuComite.objects.all().delete()
    install_groups()
    steps = [type(task.specific) for task in Workflow.objects.get(name=RELECTURE).tasks]
    assert steps == [ApprobationDuResponsable, ApprobationDuComite]
    Workflow.objects.get(name=RELECTURE).workflow_tasks.filter(task__in=ApprobationDuComite.objects.all()).delete()
    install_groups()
    assert [type(task.specific) for task in Workflow.objects.get(name=RELECTURE).tasks] == [ApprobationDuResponsable]


def test_links_replaced_everywhere_wait_as_drafts_for_another(two):
    lien = two.pages["deputy"].occurrences.get().lien
    where = reverse("links_remplacer", args=[lien.pk])
    logged_in(two.one).post(where, {"nouvelle": "https://nouveau.example/", "publier": "on"})
    line = LigneRemplacement.objects.get(page=two.pages["deputy"].pk)
    assert (line.issue, line.raison) == ("brouillon", CHANGED_ALONE)
