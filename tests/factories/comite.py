"""People of the Comité for tests: two members, one person for each role, roles in force."""

from itertools import count
from types import SimpleNamespace

from django.contrib.auth import get_user_model

from comite.enums import OF_ORGANISATION, OF_SITE
from comite.enums import RoleComite as Role
from comite.models import Appartenance
from comite.staff.giving import put_roles_in_force
from pages.admin.groups import install_groups
from pages.models import PageEditoriale
from taxonomy.models import Partenaire

_rang = count(1)
SECRET = "une-phrase-de-passe-pour-les-essais"


def membre(nom, **champs):
    """A member of the Comité."""
    return Partenaire.objects.create(nom=nom, slug=f"membre-{next(_rang)}", est_comite=True, **champs)


def compte(nom=""):
    """An account without any right."""
    nom = nom or f"compte-{next(_rang)}"
    return get_user_model().objects.create_user(nom, f"{nom}@exemple.example", SECRET)


def role(de, role, chez=None, **champs):
    """A role in force since long ago, unless told otherwise."""
    champs.setdefault("du", "2020-01-01")
    return Appartenance.objects.create(compte=de, role=role, partenaire=chez, **champs)


def en_service(by=None):
    """Roles decide from now on."""
    install_groups()
    put_roles_in_force(by=by or get_user_model().objects.create_superuser(f"premier-{next(_rang)}", "", SECRET))


def comite():
    """`membres` (ours, theirs), `comptes` by role (those of an organisation in ours); roles in force."""
    en_service()
    notre, autre = membre("Union fictive des deux rives"), membre("Cercle fictif des quatre vents")
    comptes = {}
    for un in Role:
        comptes[un] = compte(f"{un.value}-{next(_rang)}")
        role(comptes[un], un, notre if un in OF_ORGANISATION else None)
    assert set(comptes) == {*OF_ORGANISATION, *OF_SITE}
    return SimpleNamespace(notre=notre, autre=autre, comptes=comptes)


def anew(user):
    """The account as the next request loads it."""
    return get_user_model().objects.get(pk=user.pk)


def changed(page, by, title="Changé"):
    """A new last version of the page, of this account."""
    draft = PageEditoriale.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    draft.title = title
    return draft.save_revision(user=by, log_action=True)
