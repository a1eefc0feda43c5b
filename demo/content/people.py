"""The people of the demonstration: two plainly fictitious accounts for each fictitious member, so that each role can be
tried. All have one password, made for this database.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from acces.accounts.naming import nom_de
from comite.enums import RoleComite
from comite.models import Appartenance, MiseEnService
from comite.staff.giving import accounts_left_out, put_roles_in_force
from taxonomy.models import Partenaire

FIRST_NAMES = ("Alix", "Camille", "Charlie", "Claude", "Dominique", "Eden", "Lou", "Maxime")
SECOND_NAMES = ("Andréa", "Ariel", "Louison", "Morgan", "Noa", "Sacha", "Sasha", "Yaël")
SURNAME = "Personnage-Fictif"
#: What the two of each member are, by turns; so every role of an organisation is there several times.
PAIRS = (
    ((RoleComite.CONTRIBUTEUR,), (RoleComite.RELECTEUR,)),
    ((RoleComite.EDITEUR,), (RoleComite.RELECTEUR, RoleComite.REFERENT)),
)
#: What one person of the last members is for the whole site beside.
OF_SITE = (RoleComite.SECRETARIAT, RoleComite.ADMINISTRATEUR, RoleComite.OBSERVATEUR)


@dataclass(frozen=True, slots=True)
class Person:
    """One account of the demonstration, as it is told."""

    username: str
    name: str
    member: str
    roles: tuple[str, ...]


def people_are_missing() -> bool:
    """Whether the accounts are to be made: not where roles are in force already, or where groups let others in."""
    if MiseEnService.objects.exists() or accounts_left_out(timezone.localdate()):
        return False
    return get_user_model().objects.filter(is_superuser=True).exists()


@transaction.atomic
def load_people(*, password: str) -> bool:
    """Make the accounts and put roles into force; False when they are not missing."""
    if not people_are_missing():
        return False
    administrator = get_user_model().objects.filter(is_superuser=True).order_by("pk").first()
    today = timezone.localdate()
    members = list(Partenaire.objects.filter(est_comite=True, est_fictif=True).order_by("slug"))
    for rank, member in enumerate(members):
        for first, roles in zip((FIRST_NAMES, SECOND_NAMES), PAIRS[rank % len(PAIRS)], strict=True):
            name = first[rank % len(first)]
            username = f"{slugify(name)}.{member.slug}"
            account = get_user_model().objects.create_user(
                username, f"{username}@comite.example", password, first_name=name, last_name=SURNAME
            )
            for role in roles:
                Appartenance.objects.create(compte=account, partenaire=member, role=role, du=today, par=administrator)
        beside = rank - (len(members) - len(OF_SITE))
        if beside >= 0:
            Appartenance.objects.create(compte=account, role=OF_SITE[beside], du=today, par=administrator)
    put_roles_in_force(by=administrator)
    return True


def people() -> list[Person]:
    """The accounts of the demonstration that are still there, by member; those that their owners renamed are theirs."""
    found: dict[int, Person] = {}
    rows = Appartenance.objects.in_force(timezone.localdate()).filter(compte__last_name=SURNAME)
    for one in rows.select_related("compte", "partenaire").order_by("compte__pk", "pk"):
        known = found.get(one.compte_id)
        member = str(one.partenaire) if one.partenaire else ""
        found[one.compte_id] = Person(
            one.compte.get_username(),
            nom_de(one.compte),
            known.member if known else member,
            (*(known.roles if known else ()), str(one.get_role_display())),
        )
    return sorted(found.values(), key=lambda one: (one.member, one.username))
