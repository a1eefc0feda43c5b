"""Ways round the doors: what is below a page, drafts that name others, two roles in one person, groups left over."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, TaskState, Workflow, WorkflowState
from wagtail.permissions import policy_registry

from comite import tester
from comite.enums import Act
from comite.enums import RoleComite as Role
from comite.guards import doors
from comite.guards.copying import NOT_ALL
from comite.guards.entrusting import NO_DEPUTY, NOBODYS, NOT_GIVEN
from comite.models import ApprobationDuComite, ApprobationDuResponsable
from comite.rights import may
from comite.staff.giving import put_roles_in_force
from comite.tester import RoleTester
from pages.admin.groups import EDITEURS, RELECTEURS, install_groups
from pages.models import PageEditoriale, Ressource
from tests.comite.test_doors import logged_in, saisie, token, url
from tests.factories import comite as people
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


def created(client, parent, **fields):
    """The answer to a form for a new resource below `parent`."""
    page = Ressource(title="Nouvelle", slug="nouvelle", nature=taxonomy.nature(), acces="libre")
    data = saisie(page, **fields)
    data |= {"territoires_lies-TOTAL_FORMS": "0", "liens-TOTAL_FORMS": "0"}
    return client.post(reverse("wagtailadmin_pages:add", args=["pages", "ressource", parent.pk]), data)


def errors_of(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


@pytest.mark.parametrize("role", [Role.CONTRIBUTEUR, Role.EDITEUR, Role.RELECTEUR])
def test_page_is_created_for_ones_own_organisation(there, role):
    client = logged_in(there.comptes[role])
    created(client, there.arbre.boite, responsable=there.notre.pk)
    made = Ressource.objects.get(slug="nouvelle")
    assert (made.responsable, made.live) == (there.notre, False)


@pytest.mark.parametrize("whose", ["autre", ""])
def test_page_is_not_created_for_another_organisation_nor_for_nobody(there, whose):
    client = logged_in(there.comptes[Role.RELECTEUR])
    chosen = getattr(there, whose).pk if whose else ""
    sentence = f"Vous créez des pages pour {there.notre} : choisissez ce responsable."
    assert errors_of(created(client, there.arbre.boite, responsable=chosen)) == {"responsable": [sentence]}
    assert not Ressource.objects.filter(slug="nouvelle").exists()


def test_secretariat_creates_what_is_no_ones(there):
    client = logged_in(there.comptes[Role.SECRETARIAT])
    assert errors_of(created(client, there.arbre.boite, responsable=there.notre.pk)) == {"responsable": [NOBODYS]}
    created(client, there.arbre.boite)
    assert Ressource.objects.get(slug="nouvelle").responsable is None


@pytest.mark.parametrize("role", [Role.OBSERVATEUR, Role.REFERENT])
def test_who_only_reads_creates_nothing(there, role):
    client = logged_in(there.comptes[role])
    assert created(client, there.arbre.boite, responsable=there.notre.pk).status_code == 403
    assert not Ressource.objects.filter(slug="nouvelle").exists()


def test_form_of_a_new_page_proposes_ones_organisation(there):
    client = logged_in(there.comptes[Role.CONTRIBUTEUR])
    form = client.get(reverse("wagtailadmin_pages:add", args=["pages", "ressource", there.arbre.boite.pk])).context[
        "form"
    ]
    assert form["responsable"].value() == there.notre.pk


def held_boite(there, **fields):
    PageEditoriale.objects.filter(pk=there.arbre.boite.pk).update(**fields)


def test_nothing_is_put_below_the_page_of_another_organisation(there):
    held_boite(there, responsable=there.autre)
    client = logged_in(there.comptes[Role.RELECTEUR])
    assert created(client, there.arbre.boite, responsable=there.notre.pk).status_code == 403
    elsewhere = pages.ressource(there.arbre.se_former, title="Ailleurs", slug="ailleurs", responsable=there.notre)
    client.post(url("move_confirm", elsewhere, there.arbre.boite.pk))
    headers = token(there.comptes[Role.RELECTEUR])
    body = {"destination_id": there.arbre.boite.pk, "position": "last-child"}
    where = f"/api/v3/pages/{elsewhere.pk}/actions/"
    answers = [
        client.post(f"{where}{action}/", body, content_type="application/json", headers=headers).status_code
        for action in ("move", "copy", "create_alias")
    ]
    assert (answers, Page.objects.get(pk=elsewhere.pk).get_parent().pk) == ([403] * 3, there.arbre.se_former.pk)


def test_nothing_but_a_superuser_goes_below_the_root(there):
    client = logged_in(there.comptes[Role.ADMINISTRATEUR])
    client.post(url("move_confirm", there.pages["own"], Page.objects.get(depth=1).pk))
    assert Page.objects.get(pk=there.pages["own"].pk).get_parent().pk == there.arbre.boite.pk


def test_api_creates_a_page_for_ones_organisation(there, client):
    body = {"meta": {"type": "pages.PageSimple", "parent_id": there.arbre.accueil.pk}, "title": "Par l’API"}
    answers = {}
    for role in (Role.CONTRIBUTEUR, Role.OBSERVATEUR):
        headers = token(there.comptes[role])
        response = client.post("/api/v3/pages/", body, content_type="application/json", headers=headers)
        answers[role] = response.status_code
        assert response.status_code in (201, 403), response.content
    made = PageEditoriale.objects.filter(title="Par l’API").values_list("responsable", flat=True)
    assert (answers, list(made)) == ({Role.CONTRIBUTEUR: 201, Role.OBSERVATEUR: 403}, [there.notre.pk])


# ── What is below ─────────────────────────────────────────────────────────────────────────────────────────────
def test_pages_of_others_are_not_deleted_moved_or_copied_with_the_page_above_them(there):
    """The boîte is ours, and holds pages of others."""
    held_boite(there, responsable=there.notre)
    boite = there.arbre.boite
    client = logged_in(there.comptes[Role.RELECTEUR])
    client.post(url("delete", boite))
    client.post(url("move_confirm", boite, there.arbre.accueil.pk))
    data = {"new_title": "B", "new_slug": "b", "new_parent_page": there.arbre.agir.pk, "copy_subpages": "on"}
    copy = client.post(url("copy", boite), data)
    alone = client.post(url("copy", boite), {**data, "copy_subpages": "", "new_slug": "seule"})
    assert errors_of(copy) == {"copy_subpages": [NOT_ALL]}
    assert alone.status_code == 302
    assert Page.objects.get(pk=boite.pk).get_children().count() == 4
    headers = token(there.comptes[Role.RELECTEUR])
    for action, body in (("copy", {}), ("create_alias", {"destination_id": there.arbre.agir.pk})):
        where = f"/api/v3/pages/{boite.pk}/actions/{action}/"
        answer = client.post(where, {**body, "recursive": True}, content_type="application/json", headers=headers)
        assert (action, answer.status_code) == (action, 403)


def test_pages_of_others_stay_live_when_the_page_above_them_is_taken_down(there):
    held_boite(there, responsable=there.notre)
    client = logged_in(there.comptes[Role.RELECTEUR])
    client.post(url("unpublish", there.arbre.boite), {"include_descendants": "on"})
    live = {kind: Page.objects.get(pk=page.pk).live for kind, page in there.pages.items()}
    assert live == {"own": False, "deputy": False, "other": True, "nobody": True}


# ── Drafts name others ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("field", "sentence"), [("responsable", NOT_GIVEN), ("adjoint", NO_DEPUTY)])
def test_only_a_reviewer_gives_a_page_away(there, field, sentence):
    third = people.membre("Troisième")
    page = there.pages["own"]
    refused = logged_in(there.comptes[Role.EDITEUR]).post(url("edit", page), saisie(page, **{field: third.pk}))
    assert errors_of(refused) == {field: [sentence]}
    given = logged_in(there.comptes[Role.RELECTEUR]).post(url("edit", page), saisie(page, **{field: third.pk}))
    assert given.status_code == 302


def test_draft_that_names_an_organisation_gives_it_nothing_before_it_is_published(there):
    page = there.pages["other"]
    draft = page.get_latest_revision_as_object()
    draft.responsable = there.notre
    draft.save_revision()
    reviewer = there.comptes[Role.RELECTEUR]
    client = logged_in(reviewer)
    client.post(url("edit", page), saisie(draft, title="Pris", **{"action-publish": "1"}))
    client.post(f"/api/v3/pages/{page.pk}/actions/publish/", headers=token(reviewer))
    after = PageEditoriale.objects.get(pk=page.pk)
    assert (after.title, after.responsable) == ("Page other", there.autre)
    assert may(user=people.anew(reviewer), act=Act.EDIT, page=after.get_latest_revision_as_object()) is False


def test_page_published_for_another_organisation_is_no_longer_ones_own(there, one_pair_of_eyes):
    page = there.pages["own"]
    client = logged_in(there.comptes[Role.RELECTEUR])
    client.post(url("edit", page), saisie(page, responsable=there.autre.pk, **{"action-publish": "1"}))
    assert PageEditoriale.objects.get(pk=page.pk).responsable == there.autre
    assert client.get(url("edit", page)).status_code == 302


# ── Two roles in one person ───────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def both(there):
    """An éditeur of ours who is a relecteur of theirs."""
    user = there.comptes[Role.EDITEUR]
    people.role(user, Role.RELECTEUR, there.autre)
    return user


def test_who_publishes_elsewhere_publishes_nothing_here(there, both):
    client = logged_in(both)
    page = there.pages["own"]
    client.post(url("edit", page), saisie(page, title="Publié", **{"action-publish": "1"}))
    created(client, there.arbre.boite, responsable=there.notre.pk, **{"action-publish": "1"})
    data = {"new_title": "C", "new_slug": "c", "new_parent_page": there.arbre.boite.pk}
    for more in ({"publish_copies": "on"}, {"alias": "on"}):
        client.post(url("copy", page), {**data, **more})
    headers = token(both)
    for action in ("publish", "copy", "create_alias"):
        where = f"/api/v3/pages/{page.pk}/actions/{action}/"
        body = {} if action == "publish" else {"destination_id": there.arbre.se_former.pk}
        assert client.post(where, body, content_type="application/json", headers=headers).status_code == 403
    live = set(Page.objects.filter(live=True).values_list("slug", flat=True))
    assert not live & {"c", "nouvelle"}
    assert PageEditoriale.objects.get(pk=page.pk).title == "Page own"


# ── What was before ───────────────────────────────────────────────────────────────────────────────────────────
def test_groups_give_nothing_once_roles_are_in_force(there):
    left = people.compte()
    left.groups.add(*Group.objects.filter(name__in=(EDITEURS, RELECTEURS)))
    user = people.anew(left)
    page = there.pages["own"]
    assert (user.has_perm("wagtailadmin.access_admin"), user.get_all_permissions()) == (False, set())
    assert page.permissions_for_user(user).permissions == set()
    for policy in (Page, "wagtailimages.Image"):
        model = policy if policy is Page else policy_registry_model(policy)
        assert not policy_registry.get_by_type(model).user_has_any_permission(user, {"add", "change", "publish"})


def policy_registry_model(label):
    from django.apps import apps

    return apps.get_model(label)


def test_groups_serve_as_before_until_then():
    install_groups()
    page = pages.ressource(pages.arbre().boite)
    for group, words in ((EDITEURS, {"add", "change"}), (RELECTEURS, {"add", "change", "publish", "lock", "unlock"})):
        user = people.anew(pages.membre(group))
        people.role(user, Role.ADMINISTRATEUR)
        assert page.permissions_for_user(user).permissions == words


def test_pages_that_wait_for_a_group_wait_for_their_organisation_once_roles_are_in_force():
    install_groups()
    page = pages.ressource(pages.arbre().boite, responsable=people.membre("Union fictive"))
    page.save_revision()
    state = page.get_workflow().start(page, None)
    assert isinstance(state.current_task_state.task.specific, GroupApprovalTask)
    put_roles_in_force(by=pages.administrateur())
    workflow = Workflow.objects.get(pk=state.workflow_id)
    steps = [task.specific for task in workflow.tasks]
    assert [type(one) for one in steps] == [ApprobationDuResponsable, ApprobationDuComite]
    assert TaskState.objects.get(pk=state.current_task_state_id).task.specific == steps[0]
    put_roles_in_force(by=pages.get_user_model().objects.get(is_superuser=True))
    assert (ApprobationDuResponsable.objects.count(), ApprobationDuComite.objects.count()) == (1, 1)


def test_step_of_a_group_opens_to_nobody_whom_the_rule_refuses(there):
    """Somebody sets up Wagtail's own step again, for a group in which somebody was left."""
    task = GroupApprovalTask.objects.get()
    left = there.comptes[Role.EDITEUR]
    left.groups.add(*task.groups.all())
    page = there.pages["own"]
    page.save_revision()
    state = page.get_workflow().start(page, None)
    TaskState.objects.filter(pk=state.current_task_state_id).update(task=task)
    client = logged_in(left)
    for action in ("approve", "reject"):
        client.post(url("workflow_action", page, action, state.current_task_state_id), {"comment": ""})
    assert WorkflowState.objects.get(pk=state.pk).status == "in_progress"


# ── A door that forgets is seen ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("door", ["editor", "workflow", "copies"])
def test_matrix_sees_a_door_that_forgets_the_rule(there, monkeypatch, door):
    """Three doors are left open on purpose; each lets somebody in, which the matrix of `test_doors` compares."""
    client = logged_in(there.comptes[Role.OBSERVATEUR])
    page = there.pages["other"]
    if door == "editor":
        assert client.get(url("edit", page)).status_code == 302
        monkeypatch.setattr(RoleTester, "can_edit", lambda self: True)
        assert client.get(url("edit", page)).status_code == 200
    elif door == "workflow":
        page.save_revision()
        state = page.get_workflow().start(page, None)
        monkeypatch.setattr(ApprobationDuResponsable, "_approves", staticmethod(lambda obj, user: True))
        where = url("workflow_action", page, "reject", state.current_task_state_id)
        client.post(where, {"comment": ""})
        assert WorkflowState.objects.get(pk=state.pk).status == "in_progress"
        monkeypatch.setattr(doors, "DOORS", {})
        client.post(where, {"comment": ""})
        assert WorkflowState.objects.get(pk=state.pk).status == "needs_changes"
    else:
        client = logged_in(there.comptes[Role.EDITEUR])
        data = {"new_title": "C", "new_slug": "c", "new_parent_page": there.arbre.boite.pk, "alias": "on"}
        client.post(url("copy", there.pages["own"]), data)
        assert list(Page.objects.filter(slug="c").values_list("live", "alias_of")) == [(False, None)]
        data["new_slug"] = "d"
        monkeypatch.setattr(tester, "publishes_what_it_creates", lambda **_: True)
        monkeypatch.setattr("comite.guards.copying.refused_copy", lambda **_: "")
        monkeypatch.setattr(policy_registry.get_by_type(Page).__class__, "user_has_any_permission", lambda *_: True)
        client.post(url("copy", there.pages["own"]), data)
        assert list(Page.objects.filter(slug="d").values_list("live", "alias_of")) == [(True, there.pages["own"].pk)]
