"""As data: what the API answers and what is taken away as JSON."""

from typing import Any

import orjson

from cap.takeaway.content import Chose, Contenu


def donnees_de(contenu: Contenu) -> dict[str, Any]:
    """Dates are ISO 8601; codes stand beside the words that visitors read."""
    return {
        "nom": contenu.nom,
        "objectifs": contenu.objectifs,
        "moyens": contenu.moyens,
        "profil": contenu.profil,
        "region": contenu.region,
        "version": contenu.version,
        "lecture": contenu.lecture,
        "fait_le": contenu.fait_le,
        "efface_le": contenu.efface_le,
        "colonnes": [
            {"famille": one.famille, "titre": one.titre, "elements": [_element(chose) for chose in one.elements]}
            for one in contenu.parties
        ],
    }


def json_de(contenu: Contenu) -> bytes:
    """The same as a file."""
    return orjson.dumps(donnees_de(contenu), option=orjson.OPT_INDENT_2)


def _element(chose: Chose) -> dict[str, Any]:
    return {
        "cle": chose.cle,
        "page": chose.page,
        "titre": chose.titre,
        "url": chose.url,
        "nature": chose.nature,
        "partenaires": list(chose.partenaires),
        "statut": chose.statut,
        "echeance": chose.echeance,
        "note": chose.note,
        "ajoute_le": chose.ajoute_le,
        "etat_lien": chose.lien,
        "verifie_le": chose.lien_verifie_le,
        "etat_lien_label": chose.lien_dit,
        "devenir": chose.devenir,
        "remplacants": [{"titre": one.titre, "url": one.url} for one in chose.remplacants],
    }
