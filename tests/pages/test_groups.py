"""What each group of the Comité may do, in full: a model that changes rooms must not lose its permissions."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail import hooks

from pages.admin.groups import EDITEURS, RELECTEURS, install_groups

pytestmark = pytest.mark.django_db

BOTH = {
    "wagtailadmin.access_admin",
    "liens.view_lien",
    *("taxonomy.add_partenaire", "taxonomy.change_partenaire"),
    *("taxonomy.view_acteur", "taxonomy.view_domaine", "taxonomy.view_nature"),
    *("taxonomy.view_odd", "taxonomy.view_partenaire", "taxonomy.view_territoire"),
    *("search.view_groupedesynonymes", "search.add_groupedesynonymes", "search.change_groupedesynonymes"),
    *("search.view_motprotege", "search.add_motprotege", "search.change_motprotege"),
    *("search.view_requetetemoin", "search.add_requetetemoin", "search.change_requetetemoin"),
    *("search.view_miseenavant", "search.add_miseenavant", "search.change_miseenavant"),
    *("search.view_sigle", "search.add_sigle", "search.change_sigle"),
}
REVIEWERS = {
    *("taxonomy.add_acteur", "taxonomy.change_acteur", "taxonomy.delete_acteur"),
    *("taxonomy.add_domaine", "taxonomy.change_domaine", "taxonomy.delete_domaine"),
    *("taxonomy.add_nature", "taxonomy.change_nature", "taxonomy.delete_nature"),
    *("taxonomy.add_odd", "taxonomy.change_odd", "taxonomy.delete_odd"),
    *("taxonomy.add_territoire", "taxonomy.change_territoire", "taxonomy.delete_territoire"),
    "taxonomy.delete_partenaire",
    *("search.delete_groupedesynonymes", "search.delete_motprotege"),
    *("search.delete_requetetemoin", "search.delete_sigle", "search.delete_miseenavant"),
    *("search.change_etatmoteur", "search.change_ecritureindex"),
    *("comite.change_reglagesderelecture", "qualite.change_reglagesdequalite"),
    *("rapports.view_destinataire", "rapports.add_destinataire"),
    *("rapports.change_destinataire", "rapports.delete_destinataire"),
    *("rapports.change_reglagesdesrapports", "rapports.view_courriel"),
}


def given(group):
    rows = Group.objects.get(name=group).permissions.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in rows}


def test_groups_hold_these_permissions_and_no_other():
    install_groups()
    assert {group: given(group) for group in (EDITEURS, RELECTEURS)} == {EDITEURS: BOTH, RELECTEURS: BOTH | REVIEWERS}


def test_groups_may_do_this_with_pages_and_files():
    install_groups()
    found = {}
    for group in Group.objects.filter(name__in=(EDITEURS, RELECTEURS)):
        found[group.name] = (
            set(group.page_permissions.values_list("permission__codename", flat=True)),
            set(group.collection_permissions.values_list("permission__codename", flat=True)),
        )
    files = {f"{verb}_{kind}" for verb in ("add", "change", "choose") for kind in ("image", "document")}
    assert found == {
        EDITEURS: ({"add_page", "change_page"}, files),
        RELECTEURS: (
            {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
            files | {"delete_image", "delete_document"},
        ),
    }


def test_form_of_a_group_offers_these_permissions_of_our_rooms():
    # Some rooms offer theirs when the addresses of the admin are read.
    reverse("wagtailadmin_home")
    offered = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for register in hooks.get_hooks("register_permissions")
        for permission in register().select_related("content_type")
    }
    lexique = ("groupedesynonymes", "sigle", "motprotege", "requetetemoin", "miseenavant")
    assert {name for name in offered if not name.startswith(("wagtail", "auth.", "taxonomy."))} == {
        *(f"search.{verb}_{model}" for verb in ("add", "change", "delete") for model in lexique),
        *("comite.change_reglagesderelecture", "qualite.change_reglagesdequalite"),
        *("search.change_etatmoteur", "search.change_ecritureindex", "rapports.change_reglagesdesrapports"),
        *(f"rapports.{verb}_destinataire" for verb in ("add", "change", "delete")),
        *(f"webhooks.{verb}_abonnement" for verb in ("view", "add", "change", "delete")),
    }
