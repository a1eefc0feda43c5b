"""Links: their words must say where they lead, alone; their addresses must answer."""

import re
from collections import defaultdict
from collections.abc import Iterator

from ground.addresses.keys import cle_de
from liens.extraction import Lieu
from qualite.enums import Verification
from qualite.reading import PageRead
from qualite.remarks import Remark

#: Words that say nothing to whoever hears the links of a page one after the other.
EMPTY_WORDS = frozenset(
    {
        *("ici", "cliquez ici", "cliquer ici", "cliquez là", "par ici", "là", "clic", "lien", "ce lien", "le lien"),
        *("en savoir plus", "savoir plus", "plus d’informations", "plus d’infos", "plus d’info", "pour en savoir plus"),
        *("lire la suite", "la suite", "suite", "lire", "lire plus", "voir", "voir plus", "voir la suite", "voir ici"),
        *("site", "le site", "site web", "site internet", "page", "cette page", "la page", "url", "adresse", "détails"),
        *("télécharger", "télécharger ici", "consulter", "découvrir", "accéder", "cliquez", "plus", "info", "infos"),
    }
)
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$|^[\w.-]+\.(?:fr|org|com|net|eu|gouv\.fr)(?:/\S*)?$", re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(text.replace("'", "’").lower().split()).strip(" .…:!>»«→")


def words_of_links(page: PageRead) -> Iterator[Remark]:
    """Empty, « cliquez ici », a bare address, or the same words for two addresses."""
    kind = Verification.LIENS_TEXTES
    targets: dict[str, set[str]] = defaultdict(set)
    first: dict[str, tuple[str, Lieu]] = {}
    for link in page.links:
        words = _plain(link.text)
        if not words:
            yield Remark.at(kind, "Un lien n’a pas de texte\u00a0: écrivez où il mène, ou retirez-le.", link.place)
        elif words in EMPTY_WORDS:
            phrase = (
                f"Le lien «\u00a0{link.text}\u00a0» ne dit pas où il mène\u00a0: nommez ce que le visiteur y trouve."
            )
            yield Remark.at(kind, phrase, link.place)
        elif _ADDRESS.match(link.text):
            phrase = (
                f"Le lien «\u00a0{_short(link.text)}\u00a0» est une adresse\u00a0: nommez plutôt ce qui s’y trouve."
            )
            yield Remark.at(kind, phrase, link.place)
        else:
            targets[words].add(_target(link.target))
            first.setdefault(words, (link.text, link.place))
    for words, found in targets.items():
        if len(found) > 1:
            text, place = first[words]
            phrase = (
                f"«\u00a0{_short(text)}\u00a0» mène à {len(found)} adresses différentes\u00a0: distinguez les liens."
            )
            yield Remark.at(kind, phrase, place)


def dead_links(page: PageRead) -> Iterator[Remark]:
    """Addresses that the checker of links saw broken or dangerous, each once at each place."""
    for one in page.citations:
        key = cle_de(one.url)
        state = page.around.dead.get(key[0]) if key else None
        if state is not None:
            phrase = (
                f"L’adresse {_short(one.url)} ne répond plus ({state.lower()})\u00a0: remplacez-la, ou retirez le lien."
            )
            yield Remark(Verification.LIENS_MORTS, phrase, one.champ, one.bloc, one.lieu)


def _target(written: str) -> str:
    key = cle_de(written)
    return key[0] if key else written


def _short(text: str, at_most: int = 80) -> str:
    return text if len(text) <= at_most else f"{text[: at_most - 1]}…"
