"""A site that sheets are compared with: two places, terms of every list, people of two organisations."""

from types import SimpleNamespace

from sheets.enums import EtatImport
from sheets.models import ImportDeFeuille
from sheets.running.advancing import advance_imports
from sheets.running.depositing import choose_columns, deposit
from sheets.running.writing import request_writing
from taxonomy.models import Partenaire
from tests.factories import comite, pages, taxonomy


def make():
    """`tree`, `people` with roles in force, terms by name."""
    tree = pages.arbre()
    aura, rhone, _, lyon = taxonomy.rhone()
    ain = taxonomy.territoire("Ain", "departement", "01", parent=aura)
    bourg = taxonomy.territoire("L’Abergement-Clémenciat", "commune", "01001", parent=ain)
    return SimpleNamespace(
        tree=tree,
        people=comite.comite(),
        guide=taxonomy.nature("Guide"),
        formation=taxonomy.nature("Formation", famille="competence"),
        associations=taxonomy.acteur("Associations"),
        entreprises=taxonomy.acteur("Entreprises"),
        emploi=taxonomy.domaine("Emploi"),
        sante=taxonomy.domaine("Santé"),
        culture=taxonomy.domaine("Culture"),
        odd=taxonomy.odd(17),
        france=taxonomy.france(),
        aura=aura,
        rhone=rhone,
        lyon=lyon,
        ain=ain,
        bourg=bourg,
        agence=Partenaire.objects.create(nom="Agence fictive du lien", slug="agence", sigle="AFL"),
    )


def brought(site, octets, name, *, sort="ressources", by=None, place=True, columns=None, **options):
    """The import of this file, tried: by the éditeur of our organisation, into the boîte."""
    imp = deposit(
        octets=octets, name=name, sort=sort, organisation=site.people.notre.pk, source="essai",
        place=site.tree.boite if place else None, by=comite.anew(by or site.people.comptes["editeur"]),
    )  # fmt: skip
    choose_columns(imp, columns=columns or imp.colonnes, **options)
    advance_imports()
    return ImportDeFeuille.objects.get(pk=imp.pk)


def written(imp, *, submit=False):
    """The same import, written."""
    request_writing(imp, submit=submit)
    imp.etat = EtatImport.ECRITURE
    imp.save()
    advance_imports()
    return ImportDeFeuille.objects.get(pk=imp.pk)


def verdicts(imp):
    """(line, verdict, why) of each line."""
    return [(one.numero, one.verdict, plain(one.pourquoi)) for one in imp.lignes.order_by("numero")]


def plain(sentences):
    """With common spaces, as tests write them."""
    return [one.replace("\u00a0", " ").replace("\u202f", " ") for one in sentences]


def changes(imp):
    """By line: (column, before, after) of what would change."""
    return {
        one.numero: [(change["champ"], change["avant"], change["apres"]) for change in one.changements]
        for one in imp.lignes.order_by("numero")
        if one.changements
    }
