"""Terms for tests: each call makes a new one, with a name and a code of its own."""

from itertools import count

from taxonomy.enums import Critere, Famille, Niveau
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire

_rang = count(1)


def france():
    found = Territoire.objects.filter(niveau=Niveau.PAYS).first()
    return found or Territoire.objects.create(nom="France", niveau=Niveau.PAYS, code="FR")


def region(nom="Auvergne-Rhône-Alpes", code=None):
    return territoire(nom, Niveau.REGION, code or f"{next(_rang):02}", parent=france())


def territoire(nom, niveau, code, *, parent, departement=None):
    return Territoire.objects.create(nom=nom, niveau=niveau, code=code, parent=parent, departement=departement)


def rhone():
    """France › Auvergne-Rhône-Alpes › Rhône › Métropole d’essai › Lyon, from the widest to the nearest."""
    aura = region(code="84")
    departement = territoire("Rhône", Niveau.DEPARTEMENT, "69", parent=aura)
    epci = territoire("Métropole d’essai", Niveau.EPCI, "200000001", parent=departement)
    lyon = territoire("Lyon", Niveau.COMMUNE, "69123", parent=epci)
    return aura, departement, epci, lyon


def acteur(nom=None, **fields):
    return Acteur.objects.create(nom=nom or f"Acteur {next(_rang)}", **fields)


def domaine(nom=None, **fields):
    return Domaine.objects.create(nom=nom or f"Domaine {next(_rang)}", **{"critere": Critere.SOCIAUX, **fields})


def nature(nom=None, **fields):
    return Nature.objects.create(nom=nom or f"Nature {next(_rang)}", **{"famille": Famille.OUTIL, **fields})


def odd(numero=17):
    found = Odd.objects.filter(numero=numero).first()
    return found or Odd.objects.create(numero=numero, nom=f"Objectif {numero}")


def partenaire(nom=None, **fields):
    return Partenaire.objects.create(nom=nom or f"Partenaire {next(_rang)}", **fields)
