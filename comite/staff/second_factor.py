"""From which role on a second factor is required: a role that `SECOND_FACTOR_OF` names, and those above it."""

from collections.abc import Collection

from django.contrib.auth.models import User

from comite.enums import RoleComite
from comite.standings import standings_of

#: From who only reads to who may everything.
LADDER = (
    *(RoleComite.OBSERVATEUR, RoleComite.CONTRIBUTEUR, RoleComite.EDITEUR, RoleComite.RELECTEUR),
    *(RoleComite.REFERENT, RoleComite.SECRETARIAT, RoleComite.ADMINISTRATEUR),
)
#: Both as documents and as the API write them: « éditeur », « editeur ».
NAMES = {name: rung for rung, role in enumerate(LADDER) for name in (role.value, role.label)}


def required_by_role(user: User, named: Collection[str]) -> bool:
    """Whether this account holds a role from which on one is required; superusers stand at the top."""
    rungs = [NAMES[one] for one in named if one in NAMES]
    if not rungs:
        return False
    standings = standings_of(user)
    return user.is_superuser or bool(standings and standings.roles & set(LADDER[min(rungs) :]))
