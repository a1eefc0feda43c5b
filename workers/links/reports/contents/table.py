"""The table that is attached: every line of the report, as French spreadsheets open it (UTF-8 with its mark, `;`).

What others typed never becomes a formula: a cell that a spreadsheet would compute begins with an apostrophe.
"""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from django.utils import timezone

from workers.links.reports.contents.clean import une_ligne
from workers.links.reports.contents.delta import Delta, LinkGroup
from workers.links.reports.contents.lines import phrase_de
from workers.links.reports.contents.situation import LienVu

MARQUE = "\ufeff"
ENTETES = (
    "Rubrique",
    "Ce que nous avons vu",
    "Adresse",
    "Site",
    "Depuis le",
    "Nouvelle adresse",
    "Pages",
    "Corriger",
    "Remarque",
)
#: What a spreadsheet takes for the beginning of a formula, in its full-width forms as well.
_FORMULES = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

Rang = tuple[str, ...]


def en_tableau(delta: Delta) -> str:
    """The whole report as CSV text; encoded in UTF-8, it opens in a French spreadsheet by a double click."""
    fichier = StringIO()
    table = csv.writer(fichier, delimiter=";", lineterminator="\r\n")
    table.writerow(ENTETES)
    table.writerows([neutre(cellule) for cellule in rang] for rang in _rangs(delta))
    return MARQUE + fichier.getvalue()


def neutre(cellule: str) -> str:
    """The cell on one line, as text and nothing else."""
    texte = une_ligne(cellule, 2100)
    return f"'{texte}" if texte.startswith(_FORMULES) else texte


def _rangs(delta: Delta) -> Iterable[Rang]:
    for rubrique, groupes in (
        ("Nouveau lien cassé", delta.nouveaux),
        ("Toujours cassé", delta.toujours),
        ("À confirmer", delta.a_confirmer),
    ):
        for groupe in groupes:
            yield from (_rang(rubrique, lien, _remarque(groupe, lien)) for lien in groupe.liens)
    for lien in delta.situation.revenus:
        yield _rang("Réparé", lien)
    for lien in delta.situation.deplaces:
        yield _rang("A changé d’adresse", lien)
    for pause in delta.pauses:
        yield _rang("Pause qui se termine", pause.lien, f"Jusqu’au {_jour(pause.fin)}")
    for certificat in delta.certificats:
        yield (
            "Certificat bientôt expiré",
            "",
            "",
            certificat.hote,
            "",
            "",
            "",
            "",
            f"Jusqu’au {_jour(certificat.fin)}",
        )
    for page in delta.situation.pages:
        yield ("Page à relire", "", "", "", "", "", page.titre, page.modifier, page.motif)


def _rang(rubrique: str, lien: LienVu, remarque: str = "") -> Rang:
    return (
        rubrique,
        phrase_de(lien.classe).title,
        lien.url,
        lien.hote,
        _jour(lien.depuis),
        lien.nouvelle_adresse,
        " | ".join(citation.titre for citation in lien.citations),
        " ".join(citation.modifier for citation in lien.citations if citation.modifier),
        remarque,
    )


def _remarque(groupe: LinkGroup, lien: LienVu) -> str:
    dites = (("Tout le site est en panne", groupe.panne is not None), ("Va et vient", lien.instable))
    return ", ".join(mot for mot, vrai in dites if vrai)


def _jour(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}" if moment else ""
