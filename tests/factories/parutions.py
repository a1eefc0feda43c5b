"""Sets for tests: pages that wait, people who prepare and approve."""

from datetime import timedelta
from itertools import count

from django.contrib.auth import get_user_model
from django.utils import timezone

from parutions.contents import add_pages
from parutions.enums import EtatParution, Sorte
from parutions.models import Parution
from parutions.steps import approve, propose
from tests.factories import pages

_rang = count(1)


def administrateur():
    """Somebody who may everything."""
    name = f"admin-{next(_rang)}"
    return get_user_model().objects.create_superuser(name, f"{name}@comite.example", "mot-de-passe")


def brouillons(parent, nombre, titre="Rencontre de juillet"):
    """Pages that were never published."""
    return [pages.ressource(parent, live=False, title=f"{titre} {rang}") for rang in range(1, nombre + 1)]


def parution(*contenus, by=None, nom="Rencontre de juillet", dans=timedelta(hours=1)):
    """A set in preparation. `contenus`: (pages, what happens) or (pages, what happens, where to)."""
    by = by or administrateur()
    made = Parution.objects.create(nom=nom, le=timezone.now() + dans, preparee_par=by)
    for some, sorte, *where in contenus:
        add_pages(parution=made, pages=some, sorte=sorte, by=by, destination=where[0] if where else None)
    return made


def approuvee(*contenus, **champs):
    """A set that was proposed by one and approved by another."""
    made = parution(*contenus, **champs)
    now = timezone.now()
    propose(parution=made, by=made.preparee_par, now=now)
    approve(parution=made, by=administrateur(), now=now)
    made.refresh_from_db()
    assert made.etat == EtatParution.APPROUVEE
    return made


def publications(*some):
    """These pages, to be published."""
    return list(some), Sorte.PUBLIER
