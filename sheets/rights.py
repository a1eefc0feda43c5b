"""Who may bring sheets in, for whom, and who sees whose. All of it comes from the one rule of rights."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from comite.enums import Act
from comite.rights import Held, may, may_at_all, organisations_for
from comite.standings import governed, standings_of
from sheets.models import ImportDeFeuille
from taxonomy.models import Partenaire


def brings(user: Any) -> bool:
    """Whether this account may bring a sheet in: whoever may create or change a page."""
    if governed(user):
        return any(may_at_all(user=user, act=act) for act in (Act.CREATE, Act.EDIT))
    policy: Any = policy_registry.get_by_type(Page)
    return bool(user.is_active and (user.is_superuser or policy.user_has_any_permission(user, {"add", "change"})))


def takes_out(user: Any) -> bool:
    """Whether this account may take out what drafts say: whoever reads them."""
    if governed(user):
        return may(user=user, act=Act.READ)
    return bool(user.is_active and user.has_perm("wagtailadmin.access_admin"))


def organisations_of(user: Any) -> "QuerySet[Partenaire]":
    """The members of the Comité for which this account may bring a sheet in."""
    members = Partenaire.objects.filter(est_comite=True).order_by("nom")
    if not governed(user) or may(user=user, act=Act.CREATE, page=Held(responsable_id=0)):
        return members
    return members.filter(pk__in=organisations_for(user=user, act=Act.CREATE))


def may_be_nobodys(user: Any) -> bool:
    """Whether it may bring pages in that no organisation answers for."""
    return not governed(user) or may(user=user, act=Act.CREATE)


def imports_for(user: Any) -> "QuerySet[ImportDeFeuille]":
    """The sheets that this account sees: its own, and those of its organisations; all for who may everything."""
    every = ImportDeFeuille.objects.all()
    standings = standings_of(user)
    if user.is_superuser or standings is None or may(user=user, act=Act.EDIT, page=Held(responsable_id=0)):
        return every
    return every.filter(Q(par=user.pk) | Q(organisation__in=list(standings.organisations)))
