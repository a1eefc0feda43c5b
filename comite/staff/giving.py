"""Giving roles, taking them away, standing in for somebody, and the day from which roles decide.

Nobody gives oneself a right: neither a role nor the roles of somebody absent. Whoever gives or takes is asked again
within the transaction, one after the other for an organisation: of two référents who remove each other at the same
moment, the second no longer is one.
"""

from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import GroupApprovalTask, TaskState, WorkflowState, WorkflowTask

from acces.accounts.naming import nom_de
from comite.enums import OF_SITE, Act, RoleComite
from comite.models import Absence, Appartenance, ApprobationDuComite, ApprobationDuResponsable, MiseEnService
from comite.rights import Held, decided
from comite.staff.noting import GIVEN, TAKEN, note_away, note_in_force, note_role
from comite.standings import read_standings, roles_in_force
from comite.telling import tell_of_role
from taxonomy.models import Partenaire

STEP = "Approbation par l’organisation responsable"
STEP_OF_COMITE = "Approbation par le Comité"
NOT_YOURS = "Il faut être référent de cette organisation, ou administrateur."
NOT_ONESELF = "Personne ne se donne un rôle à soi-même : demandez à un autre référent ou à un administrateur."
NOT_INTO_ONESELF = "Personne ne se désigne soi-même pour remplacer quelqu’un."
FOREIGN = "Cette personne a aussi un rôle ailleurs : un administrateur note son remplacement."
NO_COLLEAGUE = "Le remplaçant doit avoir un rôle dans une organisation de la personne absente."
ENDED = "Ce rôle a déjà pris fin."


def manages(*, by: Any, partenaire_id: int | None, on: date) -> bool:
    """Whether this account gives and takes roles of this organisation; None: those of the whole site."""
    if by.is_active and by.is_superuser:
        return True
    standings = read_standings(by, on)
    if partenaire_id is None:
        return RoleComite.ADMINISTRATEUR in standings.site
    return decided(standings=standings, act=Act.PEOPLE, held=Held(responsable_id=partenaire_id))


@transaction.atomic
def give_role(*, appartenance: Appartenance, by: Any, on: date) -> Appartenance:
    """Save a role that was not saved yet. Raises ValidationError with the sentence of what stands against it."""
    _one_after_the_other(appartenance.partenaire_id)
    if not manages(by=by, partenaire_id=appartenance.partenaire_id, on=on):
        raise ValidationError(NOT_YOURS)
    if appartenance.compte_id == by.pk and not by.is_superuser:
        raise ValidationError(NOT_ONESELF)
    appartenance.par = by
    appartenance.full_clean()
    appartenance.save()
    note_role(action=GIVEN, appartenance=appartenance, by=by)
    transaction.on_commit(lambda: tell_of_role(appartenance))
    return appartenance


@transaction.atomic
def take_role_away(*, appartenance: Appartenance, by: Any, at: datetime) -> None:
    """End a role now. One's own may be given up. Raises ValidationError when it ended already, or for who may not."""
    _one_after_the_other(appartenance.partenaire_id)
    now = Appartenance.objects.select_for_update().get(pk=appartenance.pk)
    day = timezone.localdate(at)
    if now.retire_le is not None or (now.au is not None and now.au < day):
        raise ValidationError(ENDED)
    if now.compte_id != by.pk and not manages(by=by, partenaire_id=now.partenaire_id, on=day):
        raise ValidationError(NOT_YOURS)
    now.retire_le = at
    now.save(update_fields=["retire_le"])
    note_role(action=TAKEN, appartenance=now, by=by)
    if now.compte_id != by.pk:
        transaction.on_commit(lambda: tell_of_role(now))


@transaction.atomic
def note_absence(*, absence: Absence, by: Any, on: date) -> Absence:
    """Save that somebody is replaced: said by the absent person, an administrator, or a référent of all their roles.

    Who replaces is a colleague: they have a role where the absent person has one. Raises ValidationError.
    """
    if absence.remplacant_id == by.pk and not by.is_superuser:
        raise ValidationError(NOT_INTO_ONESELF)
    theirs = read_standings(absence.compte, on)
    if absence.compte_id != by.pk and not manages(by=by, partenaire_id=None, on=on):
        if theirs.site:
            raise ValidationError(FOREIGN)
        managed = [manages(by=by, partenaire_id=pk, on=on) for pk in theirs.organisations]
        if not any(managed):
            raise ValidationError(NOT_YOURS)
        if not all(managed):
            raise ValidationError(FOREIGN)
    other = read_standings(absence.remplacant, on)
    if theirs.organisations and not set(theirs.organisations) & set(other.organisations):
        raise ValidationError({"remplacant": NO_COLLEAGUE})
    if not other.roles:
        raise ValidationError({"remplacant": NO_COLLEAGUE})
    absence.par = by
    absence.full_clean()
    absence.save()
    note_away(absence=absence, by=by)
    return absence


@transaction.atomic
def put_roles_in_force(*, by: Any) -> MiseEnService:
    """From now on roles decide. Steps of workflows that asked a group ask the page's organisation, waiting pages too.

    Raises ValidationError for whoever is no superuser.
    """
    if not by.is_superuser:
        raise ValidationError("Seul un super-utilisateur met les rôles en service.")
    started, is_new = MiseEnService.objects.get_or_create(pk=1, defaults={"par": by})
    if is_new:
        note_in_force(started=started, by=by)
    of_groups = list(GroupApprovalTask.objects.values_list("pk", flat=True))
    step = ApprobationDuResponsable.objects.filter(active=True).first() or ApprobationDuResponsable.objects.create(
        name=STEP
    )
    for workflow in set(WorkflowTask.objects.filter(task__in=of_groups).values_list("workflow", flat=True)):
        rows = list(WorkflowTask.objects.filter(workflow=workflow, task__in=of_groups).order_by("sort_order"))
        WorkflowTask.objects.filter(pk=rows[0].pk).update(task=step)
        WorkflowTask.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    add_step_of_comite()
    open_ones = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    TaskState.objects.filter(workflow_state__status__in=open_ones, task__in=of_groups).update(task=step)
    return started


@transaction.atomic
def add_step_of_comite() -> None:
    """After the organisation, the Comité approves: in every workflow that has the organisation's step. Done once: where
    somebody has taken the step out since, it stays out.
    """
    if ApprobationDuComite.objects.exists():
        return
    step = ApprobationDuComite.objects.create(name=STEP_OF_COMITE)
    of_organisation = ApprobationDuResponsable.objects.values("pk")
    for row in WorkflowTask.objects.filter(task__in=of_organisation, workflow__active=True):
        WorkflowTask.objects.create(workflow=row.workflow, task=step, sort_order=(row.sort_order or 0) + 1)


def accounts_left_out(on: date) -> list[str]:
    """The names of the accounts that groups let in today and that no role would: told before roles decide."""
    if roles_in_force():
        return []
    inside = get_user_model().objects.filter(is_active=True, is_superuser=False, groups__isnull=False).distinct()
    return [nom_de(one) for one in inside.order_by("username") if not read_standings(one, on).roles]


def _one_after_the_other(partenaire_id: int | None) -> None:
    if partenaire_id is not None:
        Partenaire.objects.select_for_update().get(pk=partenaire_id)
    else:
        # In the order of a column of its own: a lock stands on no row that a join may lack.
        list(Appartenance.objects.select_for_update().filter(role__in=OF_SITE).order_by("pk").values_list("pk"))
