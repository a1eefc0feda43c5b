"""What the two groups may do, room by room: all of it, and nothing else."""

import pytest
from django.contrib.auth.models import Group

from pages.admin.groups import EDITEURS, RELECTEURS, installer_groupes

pytestmark = pytest.mark.django_db
TERMS = ("acteur", "domaine", "nature", "odd", "partenaire", "territoire")
LEXICON = ("groupedesynonymes", "motprotege", "requetetemoin", "sigle")


def granted(name):
    rows = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    found = {}
    for app, codename in rows:
        found.setdefault(app, set()).add(codename)
    return found


def each(verbs, models):
    return {f"{verb}_{model}" for verb in verbs for model in models}


def test_groups_may_do_what_each_room_grants():
    installer_groupes()
    everything = ("view", "add", "change", "delete")

    assert granted(EDITEURS) == {
        "wagtailadmin": {"access_admin"},
        "taxonomy": {*each(["view"], TERMS), "add_partenaire", "change_partenaire"},
        "liens": {"view_lien"},
        "search": each(["view", "add", "change"], LEXICON),
    }
    assert granted(RELECTEURS) == {
        "wagtailadmin": {"access_admin"},
        "taxonomy": each(everything, TERMS),
        "liens": {"view_lien"},
        "search": {*each(everything, LEXICON), "change_etatmoteur", "change_ecritureindex"},
        "rapports": {*each(everything, ["destinataire"]), "change_reglagesdesrapports", "view_courriel"},
    }
