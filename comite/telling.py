"""Who is told by mail: that a page waits, those who may approve it; of a role given or taken away, who has it."""

from typing import Any

from django.conf import settings
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from acces.invitations.inviting import is_waiting
from acces.notices import tell
from comite.models import Appartenance, ApprobationDuResponsable, nom_de


class TellThoseWhoApprove(BaseGroupApprovalTaskStateEmailNotifier):
    """Wagtail's own mail of a step that was reached, to other people."""

    notification = "submitted"

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, TaskState) and isinstance(instance.task.specific, ApprobationDuResponsable)

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> Any:
        page = task_state.workflow_state.content_object
        policy: Any = policy_registry.get_by_type(Page)
        every = getattr(settings, "WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS", True)
        found = policy.users_with_permission_for_instance("publish", page, include_superusers=every)
        author = kwargs.get("user")
        return found.exclude(pk=author.pk) if author else found


def tell_of_role(one: Appartenance) -> None:
    """Write to whoever was given this role, or had it taken away; whoever was just invited has another letter."""
    if is_waiting(one.compte):
        return
    place = f"chez {one.partenaire}" if one.partenaire else "pour tout le site"
    role = f"Votre rôle «\u00a0{one.get_role_display()}\u00a0» {place}"
    if one.retire_le is not None:
        sentence = f"{role} a pris fin. Ce que vous avez écrit reste, et d’autres le reprennent."
        tell(one.compte, subject="Un de vos rôles a pris fin", sentences=(sentence,))
        return
    until = f", jusqu’au {one.au:%d/%m/%Y} compris" if one.au else ""
    by = f" {nom_de(one.par)} vous l’a donné." if one.par else ""
    tell(
        one.compte,
        subject="Un rôle vous est donné",
        sentences=(f"{role} commence le {one.du:%d/%m/%Y}{until}.{by}",),
    )
