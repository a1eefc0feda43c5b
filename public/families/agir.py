"""Boîtes à outils and exemples inspirants."""

from typing import Any

from django.db.models import Q

from pages.models import BoiteAOutils, ExempleInspirant, PageEditoriale, Ressource
from pages.tree_paths import sous
from public.families.dressing import dresses
from public.families.neighbours import see_also
from public.families.triptyque import adresse_de_recherche, partenaires_de, triptyque_de
from public.families.trunk import groupes_par_nature
from public.parts import parties_de
from public.rows import RowBook

OUTILS_AU_PLUS = 60
EXEMPLES_AU_PLUS = 6


@dresses(BoiteAOutils)
def contexte_de_boite(page: BoiteAOutils, carnet: RowBook) -> dict[str, Any]:
    """Its own tools and those lent by other boîtes, then its exemples: all rows are made in one go."""
    lent = Ressource.objects.filter(boites=page).values("pk")
    shown = carnet.choix(PageEditoriale.objects.filter(sous(page.path) | Q(pk__in=lent)))
    outils = shown.filter(ressource__isnull=False).order_by("ressource__nature__ordre", "title")
    exemples = shown.filter(exempleinspirant__isnull=False).order_by("-exempleinspirant__annee", "path")
    tools = list(outils[: OUTILS_AU_PLUS + 1])
    stories = list(exemples[: EXEMPLES_AU_PLUS + 1])
    return {
        "etapes": list(page.etapes.all()),
        "questions": list(page.questions.all()),
        "groupes": groupes_par_nature(tools[:OUTILS_AU_PLUS], carnet),
        "exemples": carnet.lignes(stories[:EXEMPLES_AU_PLUS]),
        "outils_en_plus": len(tools) > OUTILS_AU_PLUS,
        "exemples_en_plus": len(stories) > EXEMPLES_AU_PLUS,
        "recherche_url": adresse_de_recherche(boite=page.slug),
        "recherche_exemples_url": adresse_de_recherche(boite=page.slug, nature=ExempleInspirant.nature_asked()),
        "triptyque": triptyque_de(page),
    }


@dresses(ExempleInspirant)
def contexte_d_exemple(page: ExempleInspirant, carnet: RowBook) -> dict[str, Any]:
    triptyque = triptyque_de(page)
    return {
        "resultats": parties_de(page.resultats, sous_un_titre=True),
        "triptyque": triptyque,
        "partenaires": partenaires_de(page),
        "voir_aussi": see_also(page, triptyque, carnet),
    }
