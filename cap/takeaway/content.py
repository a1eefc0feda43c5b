"""What is taken away, whatever the form: plain words and dates, read from the database once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cap.models import Cap
from cap.presentation import Item, colonnes_de
from ground.templatetags.typography import jour_long, typo
from public.rows import ListedPage

SANS_NOM = "C.A.P. 2030"
_ILLISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
A_LIRE = "À lire en ligne, à jour\u00a0: "
A_LA_PLACE = "À la place, sur les mêmes sujets\u00a0:"
RIEN = "Rien pour l’instant."


@dataclass(frozen=True, slots=True)
class Remplacant:
    """A page that may stand in for what is gone. `url` is absolute."""

    titre: str
    url: str


@dataclass(frozen=True, slots=True)
class Chose:
    """One element. `url` is absolute, "" when it leads nowhere; `lien_dit` is the state of its link in words.

    `devenir` is "", `modifiee` or `depubliee`; `evenement_le` is when its link or its page last changed for the worse
    or the better, None when nothing did.
    """

    cle: str
    page: int | None
    titre: str
    url: str
    nature: str
    partenaires: tuple[str, ...]
    statut: str
    statut_dit: str
    echeance: date | None
    note: str
    ajoute_le: datetime
    lien: str
    lien_verifie_le: datetime | None
    lien_dit: str
    est_indisponible: bool
    devenir: str
    devenir_dit: str
    evenement_le: datetime | None
    remplacants: tuple[Remplacant, ...]

    @property
    def faits(self) -> str:
        """« Guide · Comité 21 »: what it is and who carries it."""
        return " · ".join(part for part in (self.nature, *self.partenaires) if part)

    @property
    def suivi(self) -> str:
        """« En cours, échéance le 30 juin 2028 »."""
        return f"{self.statut_dit}, échéance le {jour_long(self.echeance)}" if self.echeance else self.statut_dit


@dataclass(frozen=True, slots=True)
class TakeawayPart:
    """One column."""

    famille: str
    titre: str
    elements: tuple[Chose, ...]


@dataclass(frozen=True, slots=True)
class Contenu:
    """A whole C.A.P. at a moment. `lecture` is the address of its reading link."""

    nom: str
    objectifs: str
    moyens: str
    profil: str
    region: str
    version: int
    lecture: str
    fait_le: datetime
    efface_le: datetime
    parties: tuple[TakeawayPart, ...]

    @property
    def titre(self) -> str:
        """What stands above: the organisation, or what this is."""
        return self.nom or SANS_NOM

    @property
    def titre_du_document(self) -> str:
        """What a reader's window and a list of files show."""
        return f"{SANS_NOM} – {self.nom}" if self.nom else SANS_NOM

    @property
    def etat_au(self) -> str:
        """When the states of links were read."""
        return f"État des liens au {jour_long(self.fait_le)}."

    @property
    def textes(self) -> list[tuple[str, str]]:
        """The texts of its authors, with their titles; not those that are empty."""
        return [(titre, texte) for titre, texte in (("Objectifs", self.objectifs), ("Moyens", self.moyens)) if texte]

    @property
    def choses(self) -> Iterator[Chose]:
        """All elements, in the order of the page."""
        return (chose for partie in self.parties for chose in partie.elements)


def contenu_de(cap: Cap, request: HttpRequest, *, lecture: str) -> Contenu:
    """Read it. `lecture` is the secret of the reading link."""
    parties = tuple(
        TakeawayPart(one.famille.value, one.titre, tuple(_chose(item, request) for item in one.items))
        for one in colonnes_de(cap, request)
    )
    return Contenu(
        nom=_lisible(cap.nom),
        objectifs=_lisible(cap.objectifs),
        moyens=_lisible(cap.moyens),
        profil=cap.profil,
        region=cap.region,
        version=cap.version,
        lecture=request.build_absolute_uri(reverse("cap:lire", args=[lecture])),
        fait_le=timezone.now(),
        efface_le=cap.efface_le,
        parties=parties,
    )


def _chose(item: Item, request: HttpRequest) -> Chose:
    element, ligne, lien = item.element, item.ligne, item.lien
    return Chose(
        cle=element.cle,
        page=ligne.id if ligne else None,
        titre=typo(_lisible(item.titre)),
        url=request.build_absolute_uri(item.adresse) if item.adresse else "",
        nature=ligne.nature if ligne else "Votre lien" if element.est_libre else "",
        partenaires=ligne.partenaires if ligne else (),
        statut=element.statut,
        statut_dit=element.get_statut_display(),
        echeance=element.echeance,
        note=_lisible(element.note),
        ajoute_le=element.ajoute_le,
        lien=lien.etat if lien else "",
        lien_verifie_le=lien.verifie_le if lien else None,
        lien_dit=item.etat_du_lien,
        est_indisponible=item.est_indisponible,
        devenir=item.devenir.value if item.devenir else "",
        devenir_dit=item.devenir_dit,
        evenement_le=item.evenement_le,
        remplacants=tuple(_remplacant(one, request) for one in item.remplacants),
    )


def _lisible(text: str) -> str:
    """Without the characters that no file of XML may hold."""
    return _ILLISIBLES.sub("", text)


def _remplacant(ligne: ListedPage, request: HttpRequest) -> Remplacant:
    return Remplacant(typo(ligne.titre), request.build_absolute_uri(ligne.url))
