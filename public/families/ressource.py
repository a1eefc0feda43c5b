"""A resource: its links with the state of each, its triptych, the boîtes that show it, what is close."""

from dataclasses import dataclass
from typing import Any

from liens.models import OccurrenceLien
from liens.states import COLONNES_DU_LIEN, EtatDuLien
from pages.enums import RoleLien
from pages.models import LienRessource, Ressource
from public.families.dressing import dresses
from public.families.fallback import repli_de
from public.families.neighbours import see_also
from public.families.triptyque import TermLink, partenaires_de, triptyque_de
from public.rows import RowBook
from taxonomy.enums import Famille


@dataclass(frozen=True, slots=True)
class Porte:
    """One address of a resource and what the registry knows of it; None before the first check."""

    libelle: str
    url: str
    role: str
    lien: EtatDuLien | None

    @property
    def a_eviter(self) -> bool:
        """Whether the visitor is told before opening it."""
        return self.lien is not None and self.lien.a_eviter


@dresses(Ressource)
def contexte(page: Ressource, carnet: RowBook) -> dict[str, Any]:
    portes = portes_de(page)
    triptyque = triptyque_de(page)
    principale = portes[0] if portes else None
    partenaires = partenaires_de(page)
    archive = next((porte for porte in portes[1:] if porte.role == RoleLien.ARCHIVE), None)
    secours = archive if principale and principale.a_eviter else None
    return {
        "principale": principale,
        "autres": portes[1:],
        "secours": secours,
        "triptyque": triptyque,
        "repli": repli_de(principale.lien, partenaires, carnet.request) if principale and not secours else None,
        "partenaires": partenaires,
        "boites": boites_de(page, carnet),
        **_nature(page),
        "voir_aussi": see_also(page, triptyque, carnet),
    }


def _nature(page: Ressource) -> dict[str, str]:
    """What the head says of its nature; a draft may have none yet."""
    if page.nature is None:
        return {"surtitre": "Ressource", "code_nature": page.axe_served.value}
    famille = Famille(page.nature.famille).label
    return {"surtitre": f"{famille} · {page.nature.nom}", "code_nature": page.nature.axe.value}


def portes_de(page: Ressource) -> list[Porte]:
    """The links in the editor's order, the first being the one to open."""
    known: dict[str, EtatDuLien] = {}
    if page.pk:
        occurrences = OccurrenceLien.objects.filter(page_id=page.pk, champ__startswith="liens.")
        known = {
            url: EtatDuLien(*columns) for url, *columns in occurrences.values_list("url_saisie", *COLONNES_DU_LIEN)
        }
    liens: list[LienRessource] = list(page.liens.all())
    return [Porte(lien.libelle, lien.url, lien.role, known.get(lien.url)) for lien in liens]


def boites_de(page: Ressource, carnet: RowBook) -> list[TermLink]:
    """The boîtes à outils that show the resource: where it is kept first, then where it is lent."""
    lent = {boite.pk for boite in page.boites.only("pk")} if page.pk else set()
    return [
        TermLink(entree.titre, entree.url)
        for axe in carnet.navigation.axes
        for entree in axe.enfants
        if axe.code == "agir" and (entree.id in lent or (page.path or "").startswith(entree.chemin))
    ]
