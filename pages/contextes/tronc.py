"""Axes, rubriques, plain pages and the A.D.O.C. page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from pages.contextes.triptyque import Terme, adresse_de_recherche
from pages.lignes import Ligne, lignes_de, visibles
from pages.models import Axe, PageDomaine, PageEditoriale, PageSimple, ParcoursAdoc, Rubrique
from taxonomy.enums import Critere
from taxonomy.models import Acteur

PAR_PAGE = 60


@dataclass(frozen=True, slots=True)
class Groupe:
    """Rows under one heading."""

    titre: str
    lignes: list[Ligne]


@dataclass(frozen=True, slots=True)
class Etagere:
    """A rubrique or a boîte of an axe, and how many pages it holds."""

    titre: str
    url: str
    chapo: str
    contenu: int


def groupes_par_nature(lignes: Iterable[Ligne]) -> list[Groupe]:
    """One group for each nature, in the order in which they first come."""
    groups: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        groups.setdefault(ligne.nature, []).append(ligne)
    return [Groupe(titre, rows) for titre, rows in groups.items()]


def contexte_d_axe(page: Axe, request: HttpRequest) -> dict[str, Any]:
    children = list(visibles(PageEditoriale.objects.child_of(page)).defer("corps").order_by("path"))
    below = visibles(PageEditoriale.objects.descendant_of(page)).filter(depth=page.depth + 2)
    counts: dict[str, int] = {}
    steplen = PageEditoriale.steplen
    for path in below.values_list("path", flat=True):
        counts[path[:-steplen]] = counts.get(path[:-steplen], 0) + 1
    return {
        "etageres": [
            Etagere(one.title, one.get_url(request) or "", one.chapo, counts.get(one.path, 0)) for one in children
        ],
    }


def contexte_de_rubrique(page: Rubrique, request: HttpRequest) -> dict[str, Any]:
    children = visibles(PageEditoriale.objects.child_of(page)).defer("corps")
    children = children.order_by("ressource__nature__ordre", "content_type_id", "path")
    feuille = Paginator(children, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = lignes_de(feuille.object_list, request)
    return {"groupes": _par_critere(lignes) or groupes_par_nature(lignes.values()), "feuille": feuille}


def _par_critere(lignes: dict[int, Ligne]) -> list[Groupe]:
    """The sixteen domaines are read by critère; nothing when the rubrique holds something else."""
    if not lignes or any(ligne.type_de_page != "pagedomaine" for ligne in lignes.values()):
        return []
    criteres = dict(PageDomaine.objects.filter(pk__in=lignes).values_list("pk", "domaine__critere"))
    groups = [
        Groupe(str(critere.label), [ligne for pk, ligne in lignes.items() if criteres.get(pk) == critere.value])
        for critere in Critere
    ]
    return [group for group in groups if group.lignes]


def contexte_de_page_simple(page: PageSimple, request: HttpRequest) -> dict[str, Any]:
    children = visibles(PageEditoriale.objects.child_of(page)).defer("corps").order_by("path")
    return {"enfants": list(lignes_de(children[:PAR_PAGE], request).values())}


def contexte_de_parcours(page: ParcoursAdoc, request: HttpRequest) -> dict[str, Any]:
    profils = Acteur.objects.filter(a_un_parcours=True)
    return {
        "profils": [Terme(one.nom, adresse_de_recherche(acteur=one.slug), one.description) for one in profils],
        "questions": list(page.questions.all()),
    }
