"""The message to a partner about links to its site that no longer work. Pure: words in, words out.

Nothing internal goes into it: no note, no decision, no name of a person; only addresses that the site publishes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.utils import timezone
from django.utils.dateformat import format as date_en_lettres

OBJET = "Des liens vers votre site ne fonctionnent plus"
# Mail programs cut longer addresses; the whole text is beside the button, to be copied.
MAILTO_AU_PLUS = 1800


@dataclass(frozen=True, slots=True)
class LienPerdu:
    """One address that fails: since when, in what words, and the titles of the public pages that cite it."""

    url: str
    probleme: str
    depuis: datetime | None
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SitePerdu:
    """A whole site that is down."""

    hote: str
    probleme: str
    depuis: datetime
    liens: int
    exemples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerMessage:
    objet: str
    texte: str
    mailto: str


def message(
    *,
    nom: str,
    courriel: str,
    sites: Sequence[SitePerdu],
    liens: Sequence[LienPerdu],
    site_public: str,
) -> PartnerMessage:
    """The message, whole as `texte`; `mailto` opens it in the editor's mail program, shortened where it must be."""
    lignes = [_ligne_de_site(site) for site in sites] + [_ligne_de_lien(lien) for lien in liens]
    texte = _texte(nom, lignes, site_public)
    tenues = len(lignes)
    mailto = _mailto(courriel, texte)
    while len(mailto) > MAILTO_AU_PLUS and tenues > 1:
        tenues -= 1
        reste = len(lignes) - tenues
        suite = f"– et {reste} autre{'s' if reste > 1 else ''} : nous vous en enverrons la liste sur demande."
        mailto = _mailto(courriel, _texte(nom, [*lignes[:tenues], suite], site_public))
    return PartnerMessage(OBJET, texte, mailto if courriel else "")


def _texte(nom: str, lignes: Sequence[str], site_public: str) -> str:
    return "\n".join(
        [
            "Bonjour,",
            "",
            "La plateforme « l’ODD 17 en pratique » oriente ses lecteurs vers les ressources de votre organisation "
            f"({nom}). Lors de nos dernières vérifications, voici ce qui ne fonctionnait plus :",
            "",
            *lignes,
            "",
            "Pourriez-vous nous indiquer les nouvelles adresses, ou nous dire si ces contenus ont été retirés ? "
            "Nous mettrons nos pages à jour aussitôt.",
            "",
            "Avec nos remerciements,",
            "L’équipe éditoriale de l’ODD 17 en pratique",
            site_public,
        ]
    )


def _ligne_de_site(site: SitePerdu) -> str:
    combien = f"{site.liens} adresses concernées" if site.liens > 1 else "une adresse concernée"
    if site.exemples:
        combien += f", dont {', '.join(site.exemples)}"
    return f"– le site {site.hote} dans son ensemble : {_minuscule(site.probleme)}, {_depuis(site.depuis)} ({combien})"


def _ligne_de_lien(lien: LienPerdu) -> str:
    depuis = f", {_depuis(lien.depuis)}" if lien.depuis else ""
    ligne = f"– {lien.url} : {_minuscule(lien.probleme)}{depuis}"
    if lien.pages:
        ou = ", ".join(f"« {titre} »" for titre in lien.pages)
        ligne += f" (cité dans {ou})"
    return ligne


def _depuis(quand: datetime) -> str:
    return f"depuis le {date_en_lettres(timezone.localtime(quand), 'j F Y')}"


def _minuscule(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def _mailto(courriel: str, texte: str) -> str:
    corps = quote(texte.replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(courriel, safe='@')}?subject={quote(OBJET, safe='')}&body={corps}"
