"""Lists and what else asks about many pages: everybody reads, nothing is offered that is refused, no query for each."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from comite.enums import Act
from comite.enums import RoleComite as Role
from comite.rights import may
from comite.tester import WORDS
from pages.models import PageEditoriale
from pages.rights.policy import SHOWN, RolesPagePolicy
from search.admin.rights import PourLaRedaction
from tests.comite.test_doors import logged_in, url
from tests.factories import comite as people
from tests.factories import pages
from workers.links.admin.access import ForEditors
from workers.links.reports.admin.views import PourLesEditeurs
from workers.links.reports.models import Courriel

pytestmark = pytest.mark.django_db
RIGHTS = "comite.backend.RolesBackend"


def test_every_part_of_the_admin_asks_the_policy_of_roles():
    asked = [policy_registry.get_by_type(Page), policy_registry.get_by_type(PageEditoriale)]
    asked += [view.permission_policy for view in (ForEditors, PourLaRedaction, PourLesEditeurs)]
    assert {type(policy) for policy in asked} == {RolesPagePolicy}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("word", sorted(set(WORDS) - {"add", "bulk_delete"}))
def test_lists_hold_the_pages_with_which_the_rule_allows_it(there, role, word):
    user = people.anew(there.comptes[role])
    policy = policy_registry.get_by_type(Page)
    every = list(PageEditoriale.objects.all())
    allowed = {page.pk for page in every if may(user=user, act=WORDS[word], page=page)}
    listed = policy.instances_user_has_permission_for(user, word).filter(pk__in=[one.pk for one in every])
    assert set(listed.values_list("pk", flat=True)) == allowed
    assert {one.pk for one in every if policy.user_has_permission_for_instance(user, word, one)} == allowed
    assert policy.user_has_permission(user, word) is any(may(user=user, act=WORDS[word], page=page) for page in every)


@pytest.mark.parametrize("word", ["publish", "change", "view"])
def test_those_who_may_are_those_whom_the_rule_names(there, word):
    policy = policy_registry.get_by_type(Page)
    for page in PageEditoriale.objects.all():
        found = set(policy.users_with_permission_for_instance(word, page, include_superusers=False))
        assert found == {user for user in there.comptes.values() if may(user=user, act=WORDS[word], page=page)}


@pytest.mark.parametrize("role", Role)
def test_everybody_of_the_comite_sees_the_tree_and_is_offered_what_they_may(there, role):
    client = logged_in(there.comptes[role])
    html = client.get(reverse("wagtailadmin_explore", args=[there.arbre.boite.pk])).content.decode()
    shown = {kind for kind, page in there.pages.items() if page.title in html}
    user = people.anew(there.comptes[role])
    edits = {kind for kind, page in there.pages.items() if f'href="{url("edit", page)}"' in html}
    reads = {kind for kind, page in there.pages.items() if reverse("comite_lire", args=[page.pk]) in html}
    theirs = {kind for kind, page in there.pages.items() if may(user=user, act=Act.EDIT, page=page)}
    assert (shown, edits, reads) == (set(there.pages), theirs, set(there.pages) - theirs)


def test_whoever_has_no_role_does_not_enter(there):
    response = logged_in(people.compte()).get(reverse("wagtailadmin_explore", args=[there.arbre.boite.pk]))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("wagtailadmin_login"))


@pytest.mark.parametrize("role", [Role.EDITEUR, Role.ADMINISTRATEUR, Role.OBSERVATEUR])
@pytest.mark.parametrize("listing", ["explorer", "search", "resources"])
def test_lists_ask_as_many_queries_for_forty_pages_as_for_four(there, role, listing):
    addresses = {
        "explorer": reverse("wagtailadmin_explore", args=[there.arbre.boite.pk]),
        "search": reverse("wagtailadmin_pages:search") + "?q=Page",
        "resources": reverse("ressources:index"),
    }
    client = logged_in(there.comptes[role])

    def asked():
        client.get(addresses[listing])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(addresses[listing]).status_code == 200
        return [re.sub(r"\d+", "?", one["sql"])[:80] for one in queries]

    few = asked()
    for number in range(36):
        whose = {"responsable": [there.notre, there.autre, None][number % 3]}
        pages.ressource(there.arbre.boite, title=f"Page {number}", slug=f"p-{number}", **whose)
    assert len(asked()) == len(few)


def test_list_of_pages_with_pages_below_asks_as_many_queries(there):
    """Whether a page may be deleted or moved depends on what stands below it."""
    client = logged_in(there.comptes[Role.RELECTEUR])
    PageEditoriale.objects.filter(depth__gt=2).update(responsable=there.notre)
    address = reverse("wagtailadmin_explore", args=[there.arbre.agir.pk])

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = asked()
    for number in range(9):
        boite = there.arbre.agir.add_child(
            instance=type(there.arbre.boite)(title=f"B {number}", responsable=[there.notre, there.autre][number % 2])
        )
        pages.ressource(boite, title=f"R {number}", slug=f"r-{number}", responsable=there.autre)
        there.arbre.agir.refresh_from_db()
    assert asked() == few


@pytest.mark.parametrize("role", [Role.CONTRIBUTEUR, Role.SECRETARIAT])
def test_place_of_a_new_page_is_chosen_in_the_whole_tree(there, role):
    client, address = logged_in(there.comptes[role]), reverse("ressources:choose_parent")
    assert client.get(address, follow=True).status_code == 200
    chosen = client.post(address, {"parent_page": there.arbre.boite.pk})
    add = reverse("wagtailadmin_pages:add", args=["pages", "ressource", there.arbre.boite.pk])
    assert (chosen.status_code, chosen["Location"]) == (302, add)


@pytest.mark.parametrize("wanted", ["copy_to", "move_to", ""])
def test_rights_ask_no_query_for_each_page_of_a_chooser(there, wanted):
    """Whoever cites chooses among all pages; whoever moves or copies is told where that may go.

    Wagtail itself asks some for each page: as many for an éditeur as for a superuser, of whom no rule is asked.
    """
    address = reverse("wagtailadmin_choose_page_child", args=[there.arbre.boite.pk])
    asked = {"page_type": "wagtailcore.page", "user_perms": wanted, "target_pages[]": [there.pages["own"].pk]}

    def count(client):
        client.get(address, asked)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, asked).status_code == 200
        return len(queries)

    clients = [logged_in(there.comptes[Role.EDITEUR]), logged_in(pages.administrateur())]
    few = [count(client) for client in clients]
    for number in range(20):
        whose = {"responsable": [there.notre, there.autre, None][number % 3]}
        pages.ressource(there.arbre.boite, title=f"Page {number}", slug=f"p-{number}", **whose)
    ours, theirs = [count(client) - before for client, before in zip(clients, few, strict=True)]
    assert ours == theirs


def test_api_shows_everything_to_everybody_of_the_comite(there):
    policy = policy_registry.get_by_type(Page)
    draft = pages.ressource(there.arbre.boite, title="Brouillon", slug="brouillon", live=False)
    seen = {
        role: policy.instances_user_has_any_permission_for(people.anew(user), SHOWN).filter(pk=draft.pk).exists()
        for role, user in there.comptes.items()
    }
    assert seen == dict.fromkeys(Role, True)


# ── What is no page ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("wagtailadmin.access_admin", set(Role)),
        ("taxonomy.view_domaine", set(Role)),
        ("taxonomy.change_domaine", {Role.SECRETARIAT, Role.ADMINISTRATEUR}),
        ("taxonomy.delete_partenaire", {Role.SECRETARIAT, Role.ADMINISTRATEUR}),
        ("taxonomy.add_partenaire", set(Role) - {Role.REFERENT, Role.OBSERVATEUR}),
        ("rapports.change_reglagesdesrapports", {Role.SECRETARIAT, Role.ADMINISTRATEUR}),
        ("auth.change_user", set()),
    ],
)
def test_roles_give_these_permissions(there, permission, roles):
    has = {role for role, user in there.comptes.items() if people.anew(user).has_perm(permission)}
    told = set(type(people.compte()).objects.with_perm(permission, backend=RIGHTS, include_superusers=False))
    assert (has, told) == (roles, {there.comptes[role] for role in roles})


@pytest.mark.parametrize("model", [get_image_model, get_document_model])
def test_files_of_others_are_changed_by_the_secretariat_only(there, model):
    policy = policy_registry.get_by_type(model())
    owner = there.comptes[Role.CONTRIBUTEUR]
    field = model()(title="Fichier", uploaded_by_user=owner, collection_id=1)
    changes = {
        role
        for role, user in there.comptes.items()
        if policy.user_has_any_permission_for_instance(people.anew(user), {"change", "delete"}, field)
    }
    chooses = {role for role, user in there.comptes.items() if policy.user_has_permission(people.anew(user), "choose")}
    assert changes == {Role.CONTRIBUTEUR, Role.SECRETARIAT, Role.ADMINISTRATEUR}
    assert chooses == set(Role) - {Role.REFERENT, Role.OBSERVATEUR}


# ── Who approves ──────────────────────────────────────────────────────────────────────────────────────────────
def test_page_that_is_submitted_is_told_to_those_who_may_approve_it_and_waits_for_them(there):
    page = there.pages["own"]
    page.save_revision()
    page.get_workflow().start(page, people.anew(there.comptes[Role.CONTRIBUTEUR]))
    approve = {Role.RELECTEUR, Role.ADMINISTRATEUR}
    assert [one.adresse for one in Courriel.objects.all()] == [there.comptes[Role.RELECTEUR].email]
    assert mail.outbox == []
    waits = {
        role for role, user in there.comptes.items() if TaskState.objects.reviewable_by(people.anew(user)).exists()
    }
    assert waits == approve
