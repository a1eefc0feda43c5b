"""Whoever reads terms reads them, whoever changes them changes them, and no button leads to a refusal."""

import re

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from comite.enums import RoleComite as Role
from pages.admin.groups import EDITEURS, RELECTEURS, install_groups
from taxonomy.references import modeles_de_terme
from tests.comite.test_doors import logged_in
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
MAKE = {
    "Acteur": taxonomy.acteur,
    "Domaine": taxonomy.domaine,
    "Nature": taxonomy.nature,
    "Odd": taxonomy.odd,
    "Partenaire": taxonomy.partenaire,
    "Territoire": taxonomy.region,
}


def terms():
    return [MAKE[model.__name__]() for model in modeles_de_terme()]


def door(term, name):
    return reverse(term.snippet_viewset.get_url_name(name), args=[] if name in ("list", "add") else [term.pk])


def ways(client, address):
    """What can be pressed on this page about the term: links to its views, and forms that are sent."""
    tree = LexborHTMLParser(client.get(address).content.decode())
    found = {node.attributes.get("href") or "" for node in tree.css("a[href]")}
    found |= {node.attributes.get("action") or "" for node in tree.css("main form[action]")}
    return {one for one in found if re.match(r"/admin/(snippets/taxonomy/|bulk/taxonomy)", one)}


def dead(client, term):
    """Ways on the list, on the term's page and on its usages that lead to a refusal."""
    asked = {door(term, "list"), door(term, "inspect"), door(term, "usage")}
    found = set().union(*(ways(client, one) for one in asked))
    return sorted(one for one in found if client.get(one).status_code == 302)


@pytest.mark.parametrize("role", list(Role))
def test_no_way_that_a_role_is_shown_leads_to_a_refusal(there, role):
    client = logged_in(there.comptes[role])
    assert {type(term).__name__: dead(client, term) for term in terms()} == {name: [] for name in MAKE}


@pytest.mark.parametrize("group", [EDITEURS, RELECTEURS])
def test_no_way_that_a_group_is_shown_leads_to_a_refusal(client, group):
    pages.arbre()
    install_groups()
    client.force_login(pages.membre(group))
    assert {type(term).__name__: dead(client, term) for term in terms()} == {name: [] for name in MAKE}


@pytest.mark.parametrize(
    ("role", "changes"), [(Role.RELECTEUR, False), (Role.OBSERVATEUR, False), (Role.SECRETARIAT, True)]
)
def test_title_in_the_list_leads_to_the_form_or_to_reading(there, role, changes):
    client, acteur = logged_in(there.comptes[role]), taxonomy.acteur("Coopératives", description="Des sociétés.")
    html = LexborHTMLParser(client.get(door(acteur, "list")).content.decode())
    links = [one.attributes["href"] for one in html.css("td.title a[href]") if one.text().strip() == "Coopératives"]
    assert links == [door(acteur, "edit" if changes else "inspect")]
    assert bool(html.css("input[data-bulk-action-checkbox]")) is changes
    read = client.get(door(acteur, "inspect"))
    assert (read.status_code, "Des sociétés." in read.content.decode()) == (200, True)


def test_relecteur_changes_partners_and_reads_who_is_in_the_comite(there):
    partner, client = taxonomy.partenaire("Un partenaire"), logged_in(there.comptes[Role.RELECTEUR])
    form = LexborHTMLParser(client.get(door(partner, "edit")).content.decode())
    names = {field.attributes["name"] for field in form.css("form [name]")}
    assert ("nom" in names, "est_comite" in names) == (True, False)
    assert "Membre du Comité" in client.get(door(partner, "inspect")).content.decode()
