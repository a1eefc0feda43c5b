"""Images: words for those who do not see them, and who made them."""

import re
from collections.abc import Iterator

from qualite.enums import Verification
from qualite.reading import PageRead, Picture
from qualite.remarks import Remark

_FILE = re.compile(
    r"^\S+\.(?:jpe?g|png|gif|webp|svg|avif|tiff?|bmp)$|^(?:img|dsc|dscn|image|photo|scan)[-_ ]?\d+$", re.I
)
_BEGINS = re.compile(
    r"^(?:une? |l’|la |le )?(?:image|photo(?:graphie)?|illustration|visuel|dessin) (?:de |du |des |d’)", re.I
)
DO = "dites en une phrase ce que l’image apprend à qui ne la voit pas."


def alternatives(page: PageRead) -> Iterator[Remark]:
    """Missing, the name of a file, or « image de … »."""
    for one in page.pictures:
        if phrase := _wrong(one):
            yield Remark.at(Verification.IMAGES, phrase, one.place)


def _wrong(one: Picture) -> str:
    text = " ".join(one.alternative.replace("'", "’").split())
    if not text:
        return f"Une image n’a pas de texte de remplacement\u00a0: {DO}"
    if _FILE.match(text):
        return f"Le texte de remplacement «\u00a0{text}\u00a0» est le nom d’un fichier\u00a0: {DO}"
    if begins := _BEGINS.match(text):
        said = begins[0].strip()
        return (
            f"Le texte de remplacement commence par «\u00a0{said}\u00a0»\u00a0: le lecteur d’écran dit déjà que c’est"
            " une image, dites ce qu’elle montre."
        )
    return ""


def credits_of(page: PageRead) -> Iterator[Remark]:
    """Images of which nobody says who made them."""
    for one in page.pictures:
        if not one.credit:
            named = f" «\u00a0{one.name}\u00a0»" if one.name else ""
            phrase = f"L’image{named} n’a pas de crédit\u00a0: dites qui l’a faite, et sous quelle licence."
            yield Remark.at(Verification.CREDITS, phrase, one.place)
