"""As a PDF: tagged, with bookmarks, held by the engine to PDF/UA-1 (ISO 14289-1), which refuses what falls short of it.

The face is that of the site (`static/fonts/OFL.txt`), unpacked from its web form, which the engine does not read.
"""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst

from cap.takeaway.content import A_LA_PLACE, A_LIRE, RIEN, Chose, Contenu
from cap.takeaway.glyphs import INTROUVABLE, dessinable
from ground.hues import hues
from ground.templatetags.typography import jour_long

ICI = Path(__file__).parent
SANS_DESSIN = (
    f"{INTROUVABLE}\u00a0: un caractère de vos textes que ce document ne sait pas dessiner\u202f; "
    "il reste dans votre C.A.P."
)
SANS_TITRE = "(sans titre)"


def pdf_de(contenu: Contenu) -> bytes:
    """Set it: 60 elements in a tenth of a second, the fullest C.A.P. in two."""
    told = _dessine(_for_paper(contenu))
    text = json.dumps(told, ensure_ascii=False)
    if INTROUVABLE in text:
        told["textes"].append({"titre": "À savoir", "texte": SANS_DESSIN})
        text = json.dumps(told, ensure_ascii=False)
    pdf: bytes = typst.compile(
        str(ICI / "cap.typ"),
        root=str(ICI),
        font_paths=[str(ICI)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"contenu": text, "qr": _qr(contenu.lecture), "teintes": json.dumps(hues("light"))},
    )
    return pdf


def _dessine(told: Any) -> Any:
    """The same with texts that can be drawn; nobody may read a heading without one."""
    if isinstance(told, str):
        return dessinable(told)
    if isinstance(told, list):
        return [_dessine(one) for one in told]
    if isinstance(told, dict):
        drawn = {name: _dessine(one) for name, one in told.items()}
        return drawn | {"titre": drawn["titre"].strip() or SANS_TITRE} if "titre" in drawn else drawn
    return told


def _for_paper(contenu: Contenu) -> dict[str, Any]:
    return {
        "titre": contenu.titre,
        "titre_du_document": contenu.titre_du_document,
        "resume": "Données, outils et compétences choisis pour une feuille de route à l’horizon 2030.",
        "pied": f"{contenu.titre} · {jour_long(contenu.fait_le)}",
        "etat_au": contenu.etat_au,
        "a_lire": A_LIRE,
        "a_la_place": A_LA_PLACE,
        "rien": RIEN,
        "lecture": contenu.lecture,
        "qr_dit": "Code QR : le lien pour lire ce C.A.P. en ligne, écrit en toutes lettres à côté",
        "textes": [{"titre": titre, "texte": texte} for titre, texte in contenu.textes],
        "parties": [
            {"famille": one.famille, "titre": one.titre, "elements": [_element(chose) for chose in one.elements]}
            for one in contenu.parties
        ],
    }


def _element(chose: Chose) -> dict[str, Any]:
    return {
        "titre": chose.titre,
        "url": chose.url,
        "faits": chose.faits,
        "suivi": chose.suivi,
        "lien_dit": chose.lien_dit,
        "alerte": chose.est_indisponible,
        "devenir_dit": f"{chose.devenir_dit}." if chose.devenir_dit else "",
        "note": chose.note,
        "remplacants": [{"titre": one.titre, "url": one.url} for one in chose.remplacants],
    }


def _qr(adresse: str) -> str:
    svg = io.BytesIO()
    segno.make(adresse, error="m").save(svg, kind="svg", xmldecl=False, border=0)
    return svg.getvalue().decode()
