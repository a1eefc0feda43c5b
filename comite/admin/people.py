"""What référents and administrators find of their people on arriving: roles that end soon, and who is away."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from acces.accounts.naming import nom_de
from comite.admin.arrival import Findings, HomePlace, Row, arrives
from comite.enums import Act
from comite.models import Absence, Appartenance
from comite.rights import Held, may, organisations_for
from comite.standings import governed

SOON = timedelta(days=30)


def register() -> None:
    """Show them from now on."""
    arrives(HomePlace.PEOPLE, "roles", ending_roles)
    arrives(HomePlace.PEOPLE, "absences", absences)


def ending_roles(user: Any, at_most: int) -> Findings | None:
    """Roles that end within a month, the soonest first, in the organisations whose people this account looks after."""
    cared = _cared_for(user)
    if cared is None:
        return None
    today = timezone.localdate()
    ending = Appartenance.objects.in_force(today).filter(cared, au__lte=today + SOON)
    found = ending.select_related("compte", "partenaire").order_by("au", "pk")
    rows = tuple(
        Row(
            titre=nom_de(one.compte),
            url=reverse("comite_personne", args=[one.compte_id]),
            note=f"Son rôle finit\u00a0: {one.get_role_display()}" + (f", {one.partenaire}" if one.partenaire else ""),
            quand=one.au,
            genre="rôle",
        )
        for one in found[:at_most]
    )
    return Findings(rows, ending.count(), reverse("comite"))


def absences(user: Any, at_most: int) -> Findings | None:
    """Who is away today, and who stands in."""
    cared = _cared_for(user)
    if cared is None:
        return None
    today = timezone.localdate()
    theirs = Appartenance.objects.in_force(today).filter(cared).order_by().values("compte")
    away = Absence.objects.filter(compte__in=theirs, du__lte=today, au__gte=today, annulee_le__isnull=True)
    rows = tuple(
        Row(
            titre=nom_de(one.compte),
            url=reverse("comite_personne", args=[one.compte_id]),
            note=f"En son absence\u00a0: {nom_de(one.remplacant)}",
            quand=one.au,
            genre="absence",
        )
        for one in away.select_related("compte", "remplacant").order_by("au", "pk")[:at_most]
    )
    return Findings(rows, away.count(), reverse("comite"))


def _cared_for(user: Any) -> Q | None:
    """A condition on roles; None for who looks after nobody."""
    if not governed(user):
        return None
    if may(user=user, act=Act.PEOPLE, page=Held(responsable_id=0)):
        return Q()
    theirs = organisations_for(user=user, act=Act.PEOPLE)
    return Q(partenaire__in=theirs) if theirs else None
