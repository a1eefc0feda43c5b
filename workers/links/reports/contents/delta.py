"""From two situations to what is new: sets compared with what the reader was last told. Pure.

Comparing with what was told, and not with a list of changes, is what makes a report complete and never repeated: a
link whose pause ends, a page that changes hands, a change that was silent while the link wavered, all come out new to
whoever has not read of them yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liens.enums import EtatLien
from workers.links.reports.contents.situation import Certificat, LienVu, PageARelire, Panne, Pause, Situation


@dataclass(frozen=True, slots=True)
class Instantane:
    """What a reader knows once a report has arrived: ids, hosts and the keys of what was said."""

    casses: frozenset[int] = frozenset()
    sites: frozenset[str] = frozenset()
    a_confirmer: frozenset[int] = frozenset()
    deplaces: frozenset[str] = frozenset()
    certificats: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    pauses: frozenset[int] = frozenset()

    def en_json(self) -> dict[str, list[Any]]:
        """Plain values for a JSON field."""
        return {nom: sorted(getattr(self, nom)) for nom in self.__dataclass_fields__}

    @classmethod
    def de_json(cls, garde: dict[str, list[Any]]) -> "Instantane":
        """The snapshot behind `en_json`; what it does not hold is empty."""
        return cls(**{nom: frozenset(garde.get(nom, ())) for nom in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """One thing to read: a link, or a whole site that fails (`panne`) with the links it takes along."""

    liens: tuple[LienVu, ...]
    panne: Panne | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """What one report says, section by section. `nouvelles` counts what alone is worth a mail."""

    nom: str
    au: datetime
    partenaire_id: int | None
    nouveaux: tuple[LinkGroup, ...]
    toujours: tuple[LinkGroup, ...]
    repares: tuple[LienVu, ...]
    sites_revenus: dict[str, int]
    deplaces: tuple[LienVu, ...]
    deja_deplaces: int
    a_confirmer: tuple[LinkGroup, ...]
    certificats: tuple[Certificat, ...]
    pages: tuple[PageARelire, ...]
    pages_deja_dites: int
    pauses: tuple[Pause, ...]
    situation: Situation
    premier: bool
    nouvelles: int
    couvre: Instantane


def compare(situation: Situation, avant: Instantane | None) -> Delta:
    """What is new in `situation` for somebody who was last told `avant` (None: nothing yet)."""
    su = avant or Instantane()
    # A link that comes and goes is a label in the list, not news; it becomes news when it stays broken.
    nouveaux = [lien for lien in situation.casses if lien.id not in su.casses and not lien.instable]
    toujours = [lien for lien in situation.casses if lien.id in su.casses or lien.instable]
    revenus = [lien for lien in situation.revenus if not lien.instable]
    sites = _sites_en_panne(situation)
    sites_revenus = _compte_par_site(revenus, su.sites - sites)
    deplaces = [lien for lien in situation.deplaces if _cle_de_deplacement(lien) not in su.deplaces]
    certificats = [un for un in situation.certificats if _cle_de_certificat(un) not in su.certificats]
    pages = [page for page in situation.pages if _cle_de_page(page) not in su.pages]
    pauses = [pause for pause in situation.pauses if pause.decision_id not in su.pauses]
    groupes = _grouped(nouveaux, situation)
    return Delta(
        nom=situation.nom,
        au=situation.au,
        partenaire_id=situation.partenaire_id,
        nouveaux=groupes,
        toujours=_grouped(toujours, situation),
        repares=tuple(lien for lien in revenus if lien.hote not in sites_revenus),
        sites_revenus=sites_revenus,
        deplaces=tuple(deplaces),
        deja_deplaces=len(situation.deplaces) - len(deplaces),
        a_confirmer=_grouped(situation.a_confirmer, situation),
        certificats=tuple(certificats),
        pages=tuple(pages),
        pages_deja_dites=len(situation.pages) - len(pages),
        pauses=tuple(pauses),
        situation=situation,
        premier=avant is None,
        nouvelles=sum(map(len, (groupes, revenus, deplaces, certificats, pages, pauses))),
        couvre=instantane_de(situation, su),
    )


def instantane_de(situation: Situation, su: Instantane) -> Instantane:
    """What somebody who knew `su` and reads all of `situation` then knows. What wavers teaches nothing yet."""
    vus = (*situation.casses, *situation.revenus)
    return Instantane(
        casses=frozenset(lien.id for lien in situation.casses if not lien.instable)
        | frozenset(lien.id for lien in vus if lien.instable and lien.id in su.casses),
        sites=_sites_en_panne(situation),
        a_confirmer=frozenset(lien.id for lien in situation.a_confirmer),
        deplaces=frozenset(map(_cle_de_deplacement, situation.deplaces)),
        certificats=frozenset(map(_cle_de_certificat, situation.certificats)),
        pages=frozenset(map(_cle_de_page, situation.pages)),
        pauses=frozenset(pause.decision_id for pause in situation.pauses),
    )


def _grouped(liens: Iterable[LienVu], situation: Situation) -> tuple[LinkGroup, ...]:
    """One group per site that is down as a whole, in place of its links; every other link by itself.

    A dangerous link is never folded: somebody must look at it.
    """
    par_site: dict[str, list[LienVu]] = {}
    seuls: list[LinkGroup] = []
    for lien in liens:
        if lien.hote in situation.pannes and lien.etat != EtatLien.DANGER:
            par_site.setdefault(lien.hote, []).append(lien)
        else:
            seuls.append(LinkGroup((lien,)))
    sites = [LinkGroup(tuple(du_site), situation.pannes[hote]) for hote, du_site in par_site.items()]
    return (*sorted(sites, key=lambda groupe: -len(groupe.liens)), *seuls)


def _sites_en_panne(situation: Situation) -> frozenset[str]:
    return frozenset(lien.hote for lien in situation.casses if lien.hote in situation.pannes)


def _compte_par_site(liens: Iterable[LienVu], sites: frozenset[str]) -> dict[str, int]:
    compte: dict[str, int] = {}
    for lien in liens:
        if lien.hote in sites:
            compte[lien.hote] = compte.get(lien.hote, 0) + 1
    return dict(sorted(compte.items()))


def _cle_de_deplacement(lien: LienVu) -> str:
    return f"{lien.id} {lien.nouvelle_adresse}"


def _cle_de_certificat(certificat: Certificat) -> str:
    return f"{certificat.hote} {certificat.fin:%Y-%m-%d}"


def _cle_de_page(page: PageARelire) -> str:
    return f"{page.id} {page.motif}"
