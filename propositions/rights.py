"""Who gives links to partners, and who decides what they propose: whoever accepts proposals, by the one rule."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from comite.enums import Act
from comite.rights import Held, may, may_at_all, organisations_for
from comite.standings import governed
from pages.admin.scope import worked_on
from pages.rights.policy import pages_for
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from taxonomy.models import Partenaire

ACT = Act.DECIDE_PROPOSALS


def gives(user: Any) -> bool:
    """Whether this account may give a link to a partner, in some organisation's name."""
    if governed(user):
        return may_at_all(user=user, act=ACT)
    return bool(user.is_active and (user.is_superuser or user.has_perm("wagtailcore.change_page")))


def reads(user: Any) -> bool:
    """Whether this account sees what partners propose: whoever reads drafts."""
    return may(user=user, act=Act.READ) if governed(user) else gives(user)


def organisations_of(user: Any) -> "QuerySet[Partenaire]":
    """The members of the Comité in whose name this account gives links."""
    members = Partenaire.objects.filter(est_comite=True).order_by("nom")
    if not governed(user) or may(user=user, act=ACT, page=Held(responsable_id=0)):
        return members
    return members.filter(pk__in=organisations_for(user=user, act=ACT))


def gives_for(*, user: Any, organisation: int | None) -> bool:
    """Whether this account gives and withdraws links in the name of this organisation (None: of none)."""
    return gives(user) and (not governed(user) or may(user=user, act=ACT, page=Held(organisation)))


def withdraws(*, user: Any, access: AccesDePartenaire) -> bool:
    """Whether this account may withdraw this link."""
    return gives_for(user=user, organisation=access.organisation)


def decides(*, user: Any, proposal: PropositionDePartenaire) -> bool:
    """Whether this account accepts or declines it: by the page as it is held today, else by whose link it was."""
    if not gives(user):
        return False
    if proposal.page is None:
        return gives_for(user=user, organisation=proposal.organisation)
    if governed(user):
        return may(user=user, act=ACT, page=proposal.page)
    return bool(proposal.page.permissions_for_user(user).can_edit())


def decided_by(user: Any) -> Q:
    """The same as a condition on proposals."""
    if not gives(user):
        return Q(pk__in=())
    if not governed(user):
        return Q(page__isnull=True) | Q(page__in=worked_on(user).order_by().values("pk"))
    if may(user=user, act=ACT, page=Held(responsable_id=0)):
        return Q()
    pages = Page.objects.filter(pages_for(user=user, acts={ACT})).order_by()
    ours = Q(organisation__in=organisations_for(user=user, act=ACT))
    if may(user=user, act=ACT):
        ours |= Q(organisation__isnull=True)
    return Q(page__in=pages.values("pk")) | (Q(page__isnull=True) & ours)
