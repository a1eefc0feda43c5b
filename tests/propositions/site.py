"""A partner with ressources, people of two organisations, and a browser that is behind his link."""

import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comite.enums import RoleComite as Role
from propositions.accesses.giving import give_access
from propositions.models import PropositionDePartenaire
from tests.factories import comite as people
from tests.factories import pages
from tests.sheets.site import make as sheets_site


def make():
    """The site of sheets, two ressources of `site.agence`, one of somebody else’s, one that no visitor sees."""
    site = sheets_site()
    terms = {
        "territoires": [site.france],
        "acteurs": [site.associations],
        "domaines": [site.emploi],
        "nature": site.guide,
        "responsable": site.people.notre,
    }
    boite = site.tree.boite
    site.ours = pages.ressource(
        boite, title="Guide des rives", slug="rives", chapo="L’essentiel.", partenaires=[site.agence], **terms,
        urls=("https://agence.example/rives",),
    )  # fmt: skip
    site.second = pages.ressource(
        boite, title="Cours des vents", slug="vents", partenaires=[site.agence], urls=("https://agence.example/v",),
        **{**terms, "responsable": site.people.autre},
    )  # fmt: skip
    site.theirs = pages.ressource(boite, title="D’un autre", slug="autre", urls=("https://autre.example/",), **terms)
    site.draft = pages.ressource(
        boite, title="Brouillon secret", slug="secret", partenaires=[site.agence], live=False, **terms
    )
    return site


def editor(site, role=Role.EDITEUR):
    return people.anew(site.people.comptes[role])


def given(site, *, partenaire=None, days=60, organisation=None, now=None, by=None):
    """(the link, its secret)"""
    return give_access(
        partenaire=partenaire or site.agence,
        organisation=(organisation or site.people.notre).pk,
        place=site.tree.boite,
        days=days,
        by=by or editor(site),
        now=now or timezone.now(),
    )


def entered(secret):
    """A browser that has pressed « Entrer »."""
    client = Client()
    answer = client.post(reverse("espace:entrer", args=[secret]))
    assert answer.status_code == 302, answer.content
    return client


def logged_in(user):
    client = Client()
    client.force_login(people.anew(user))
    return client


def form_of(client, address):
    """What the form at this address holds, as a browser would send it back unchanged."""
    form = client.get(address).context["form"]
    found = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if value is not None and name != "fichier":
            found[name] = field.prepare_value(value) if not isinstance(value, list) else value
    return found


def words(html):
    """The text of a page, with common spaces, on one line."""
    text = re.sub(
        r"<(style|script).*?</\1>|<[^>]+>", " ", html if isinstance(html, str) else html.content.decode(), flags=re.S
    )
    for odd in ("\u00a0", "\u202f", "&nbsp;"):
        text = text.replace(odd, " ")
    return " ".join(text.replace("&#x27;", "’").split())


def proposals():
    """(sorte, état, titre) of all, the oldest first."""
    return list(PropositionDePartenaire.objects.order_by("pk").values_list("sorte", "etat", "titre"))


def correction(client, page, **said):
    """The partner proposes to correct this page."""
    where = reverse("espace:corriger", args=[page.pk])
    client.post(where, {**form_of(client, where), **said})
    return PropositionDePartenaire.objects.latest("pk")


def valid(client, *found):
    """The partner says that these pages are still valid."""
    client.post(reverse("espace:valables"), {"page": [page.pk for page in found]})
    return list(PropositionDePartenaire.objects.order_by("pk"))


def answer(admin, one, act, **said):
    """The editor answers a proposal."""
    return admin.post(reverse("espace_proposition", args=[one.pk]), {act: "1", **said}, follow=True)
