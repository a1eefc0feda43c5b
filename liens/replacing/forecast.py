"""What a replacement would do, page by page, before anything is changed: read from the registry alone."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from wagtail.contrib.redirects.models import Redirect

from liens.enums import IssueRemplacement
from liens.models import Lien, OccurrenceLien
from liens.replacing.refusals import refus_pour_fiche, refus_pour_page
from liens.replacing.rewriting import Ecrivain
from pages.models import PageEditoriale
from pages.rights.changing import why_not_published
from taxonomy.models import Partenaire

DEJA_CORRIGEE = "Son brouillon ne cite déjà plus cette adresse : il suffit de le publier."
Porteur: TypeAlias = PageEditoriale | Partenaire | Redirect


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the old address: what stands there, and what would."""

    occurrence: OccurrenceLien
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Prevision:
    """What would become of one page, partner or redirection, and why not more."""

    porteur: Porteur
    places: tuple[Place, ...]
    issue: IssueRemplacement
    raison: str = ""

    @property
    def sera_modifiee(self) -> bool:
        return self.issue != IssueRemplacement.REFUSEE


@dataclass(frozen=True, slots=True)
class PrevisionDePage:
    """What would become of one page, partner or redirection, of which so many addresses would change."""

    porteur: Porteur
    adresses: int
    issue: IssueRemplacement
    raison: str = ""


def porteurs_de(liens: Collection[Lien]) -> dict[Porteur, list[OccurrenceLien]]:
    """Who cites these links, each with its places; pages first, in the order of the tree."""
    cited = OccurrenceLien.objects.filter(lien__in=liens)
    occurrences = cited.select_related("page", "partenaire", "redirection")
    found: dict[Porteur, list[OccurrenceLien]] = defaultdict(list)
    for occurrence in occurrences.order_by("page__path", "partenaire__nom", "redirection__old_path", "pk"):
        porteur = occurrence.page or occurrence.partenaire or occurrence.redirection
        if porteur is not None:
            found[porteur].append(occurrence)
    return dict(sorted(found.items(), key=lambda pair: not isinstance(pair[0], PageEditoriale)))


def forecast(lien: Lien, nouvelle: str, *, par: Any, publier: bool, au_plus: int) -> tuple[list[Prevision], int]:
    """The first `au_plus` that would be looked at, and how many there are in all."""
    porteurs = porteurs_de([lien])
    ecrivain = Ecrivain(lien.url, nouvelle)
    previsions = []
    for porteur, occurrences in list(porteurs.items())[:au_plus]:
        places = tuple(
            Place(one, one.url_saisie, ecrivain.adresse(one.url_saisie) or nouvelle) for one in concernees(occurrences)
        )
        issue, raison = decide(porteur, par=par, publier=publier)
        if not places and issue != IssueRemplacement.REFUSEE:
            issue, raison = IssueRemplacement.REFUSEE, DEJA_CORRIGEE
        previsions.append(Prevision(porteur, places, issue, raison))
    return previsions, len(porteurs)


def forecast_many(liens: Collection[Lien], *, par: Any, au_plus: int) -> tuple[list[PrevisionDePage], int]:
    """The first `au_plus` that cite one of these links, as if they were published, and how many there are in all."""
    porteurs = porteurs_de(liens)
    previsions = []
    for porteur, occurrences in list(porteurs.items())[:au_plus]:
        changed = len({one.lien_id for one in concernees(occurrences)})
        issue, raison = decide(porteur, par=par, publier=True)
        if not changed and issue != IssueRemplacement.REFUSEE:
            issue, raison = IssueRemplacement.REFUSEE, DEJA_CORRIGEE
        previsions.append(PrevisionDePage(porteur, changed, issue, raison))
    return previsions, len(porteurs)


def concernees(occurrences: list[OccurrenceLien]) -> list[OccurrenceLien]:
    """The places that would change: those of the draft where there is one, else those of the live version."""
    page = occurrences[0].page
    if page is None or not page.has_unpublished_changes:
        return occurrences
    return [one for one in occurrences if one.en_brouillon]


def decide(porteur: Porteur, *, par: Any, publier: bool) -> tuple[IssueRemplacement, str]:
    """What may be done with a page, partner or redirection, and the reason why not more."""
    if not isinstance(porteur, PageEditoriale):
        refus = refus_pour_fiche(porteur, par)
        return (IssueRemplacement.REFUSEE, refus) if refus else (IssueRemplacement.MODIFIEE, "")
    refus = refus_pour_page(porteur, par)
    if refus:
        return IssueRemplacement.REFUSEE, refus
    if not publier:
        return IssueRemplacement.BROUILLON, ""
    raison = why_not_published(porteur, par)
    return (IssueRemplacement.BROUILLON, raison) if raison else (IssueRemplacement.PUBLIEE, "")
