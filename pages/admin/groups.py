"""Who may do what in the admin: editors write, reviewers publish, and what is submitted goes to reviewers."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from comite.groups import EDITEURS, RELECTEURS
from comite.staff.giving import add_step_of_comite
from comite.standings import roles_in_force
from taxonomy.references import modeles_de_terme

RELECTURE = "Relecture par le Comité"

TERMES = tuple(str(model._meta.model_name) for model in modeles_de_terme())
PAGES = {EDITEURS: ("add", "change"), RELECTEURS: ("add", "change", "publish", "lock", "unlock")}
COLLECTIONS = {
    EDITEURS: ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"),
    RELECTEURS: (
        *("add_image", "change_image", "delete_image", "choose_image"),
        *("add_document", "change_document", "delete_document", "choose_document"),
    ),
}
#: By group, what each room lets its members do with its models: (label of the app, code names of permissions).
_GRANTS: dict[str, list[tuple[str, tuple[str, ...]]]] = {EDITEURS: [], RELECTEURS: []}
# Wagtail creates these in English, for everybody.
D_ORIGINE = ("Editors", "Moderators")
RELECTURE_D_ORIGINE = "Moderators approval"


def grant(app: str, *, editors: Iterable[str] = (), reviewers: Iterable[str] = ()) -> None:
    """Let the members of the two groups do this with the models of an app. Rooms above say it in their `ready()`."""
    _GRANTS[EDITEURS].append((app, tuple(editors)))
    _GRANTS[RELECTEURS].append((app, tuple(reviewers)))


grant("wagtailadmin", editors=["access_admin"], reviewers=["access_admin"])
grant("comite", reviewers=["change_reglagesderelecture"])
grant(
    "taxonomy",
    editors=["add_partenaire", "change_partenaire", *(f"view_{terme}" for terme in TERMES)],
    reviewers=[f"{verbe}_{terme}" for terme in TERMES for verbe in ("view", "add", "change", "delete")],
)


@transaction.atomic
def install_groups() -> None:
    """Create the two groups, their permissions and the default workflow; what is already there is brought in step."""
    racine = Page.objects.get(depth=1)
    for nom in (EDITEURS, RELECTEURS):
        groupe, _ = Group.objects.get_or_create(name=nom)
        for app, noms in _GRANTS[nom]:
            groupe.permissions.add(*_permissions([app], noms))
        for permission in _permissions(["wagtailcore"], (f"{verbe}_page" for verbe in PAGES[nom])):
            GroupPagePermission.objects.get_or_create(group=groupe, page=racine, permission=permission)
        for permission in _permissions(["wagtailimages", "wagtaildocs"], COLLECTIONS[nom]):
            GroupCollectionPermission.objects.get_or_create(
                group=groupe, collection=Collection.get_first_root_node(), permission=permission
            )
    _install_workflow(racine)
    if roles_in_force():
        add_step_of_comite()
    _remove_stock()


def _permissions(apps: Iterable[str], noms: Iterable[str]) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=list(noms), content_type__app_label__in=list(apps)))


def _install_workflow(racine: Page) -> None:
    tache = GroupApprovalTask.objects.filter(name=RELECTURE).first() or GroupApprovalTask.objects.create(name=RELECTURE)
    tache.groups.add(Group.objects.get(name=RELECTEURS))
    relecture, cree = Workflow.objects.get_or_create(name=RELECTURE)
    if cree:
        WorkflowTask.objects.create(workflow=relecture, task=tache, sort_order=0)
    en_place = WorkflowPage.objects.filter(page=racine).first()
    if en_place is None:
        WorkflowPage.objects.create(page=racine, workflow=relecture)
    elif en_place.workflow.name == RELECTURE_D_ORIGINE:
        en_place.workflow = relecture
        en_place.save()


def _remove_stock() -> None:
    """Nothing that someone uses is touched: a group with members stays, and so does a workflow with a history."""
    Workflow.objects.filter(name=RELECTURE_D_ORIGINE, workflow_states__isnull=True).delete()
    Task.objects.filter(name=RELECTURE_D_ORIGINE, task_states__isnull=True, workflow_tasks__isnull=True).delete()
    Group.objects.filter(name__in=D_ORIGINE, user__isnull=True).delete()
