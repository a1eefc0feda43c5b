"""Headings: visitors who hear a page go from one to the next."""

from collections.abc import Iterator

from qualite.enums import Verification
from qualite.french import words
from qualite.reading import PageRead
from qualite.remarks import Remark

#: A bold paragraph of more words, or that ends as a sentence does, stresses something; it announces nothing.
HEADING_AT_MOST = 12
ENDS = (".", "!", "?", "…", ",", ";", ":")


def headings(page: PageRead) -> Iterator[Remark]:
    """Empty, a level left out, a paragraph in bold in the place of one."""
    kind = Verification.INTERTITRES
    for one in page.headings:
        if one.fake:
            if len(words(one.text)) <= HEADING_AT_MOST and not one.text.rstrip(" \u00a0»").endswith(ENDS[:-1]):
                phrase = (
                    f"«\u00a0{one.text}\u00a0» est un paragraphe en gras qui sert de titre\u00a0: faites-en un"
                    " intertitre, pour qu’il compte comme tel."
                )
                yield Remark.at(kind, phrase, one.place)
        elif not one.text:
            yield Remark.at(kind, "Un intertitre est vide\u00a0: écrivez-le, ou retirez-le.", one.place)
        elif one.level > one.before + 1:
            phrase = (
                f"L’intertitre «\u00a0{one.text}\u00a0» saute un niveau\u00a0: prenez celui juste au-dessus"
                f" (H{one.before + 1})."
            )
            yield Remark.at(kind, phrase, one.place)
