"""What roles let people do with what is no page: the permissions of the Comité's two groups, without their members.

While roles are not in force, the members of the groups have them, as Django says. Afterwards nobody has anything by a
group: a role gives what the groups named here hold, and it ends with the role.
"""

from collections.abc import Mapping

from comite.enums import RoleComite
from comite.standings import Standings

EDITEURS = "Éditeurs du Comité"
RELECTEURS = "Relecteurs du Comité"
#: What whoever is of the Comité may do: enter the admin, look at terms and links.
ENTER = "access_admin"
LOOK = "view_"

WORKING: Mapping[RoleComite, tuple[str, ...]] = {
    RoleComite.CONTRIBUTEUR: (EDITEURS,),
    RoleComite.EDITEUR: (EDITEURS,),
    RoleComite.RELECTEUR: (EDITEURS,),
    RoleComite.SECRETARIAT: (EDITEURS, RELECTEURS),
    RoleComite.ADMINISTRATEUR: (EDITEURS, RELECTEURS),
}


def groups_of(standings: Standings) -> frozenset[str]:
    """The names of the groups whose permissions these roles give in full."""
    return frozenset(name for role in standings.roles for name in WORKING.get(role, ()))


def only_looks(standings: Standings) -> bool:
    """Whether these roles give of the editors' permissions what changes nothing."""
    return bool(standings.roles) and not groups_of(standings)
