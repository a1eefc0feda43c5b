"""Words: how many, in what sentences, how easily read."""

from collections.abc import Iterator

from liens.extraction import Lieu
from qualite import french
from qualite.enums import Verification
from qualite.reading import PageRead
from qualite.remarks import Remark

#: Guides of plain French ask for fifteen to twenty-five words; beyond this a sentence is named.
SENTENCE_AT_MOST = 35
#: After Kandel and Moles: « très difficile » below.
EASE_AT_LEAST = 30
NAMED = 70
#: A page without any text is said by the check of its introduction.
BODY = Lieu("corps", "", ("Contenu",))


def number_of_words(page: PageRead) -> Iterator[Remark]:
    """Fewer or more than pages of this type have (`words_expected`), chapô and body together."""
    least, most = page.words_expected
    number = sum(len(french.words(one.text)) for one in page.runs)
    if number < least:
        phrase = (
            f"{_words(number)}\u00a0: c’est peu pour une page de ce type ({page.kind}), qui en a {least} au moins."
            " Dites à quoi elle sert, et à qui."
        )
        yield Remark.at(Verification.LONGUEUR, phrase, BODY)
    elif most and number > most:
        phrase = (
            f"{_words(number)}\u00a0: c’est beaucoup pour une page de ce type ({page.kind}), qui en a {most} au plus."
            " Gardez l’essentiel, ou faites-en deux pages."
        )
        yield Remark.at(Verification.LONGUEUR, phrase, BODY)


def long_sentences(page: PageRead) -> Iterator[Remark]:
    """Each of them, by its beginning."""
    for run in page.runs:
        for sentence in french.sentences(run.text):
            number = len(french.words(sentence))
            if number > SENTENCE_AT_MOST:
                begins = sentence[:NAMED].rsplit(" ", 1)[0]
                phrase = f"Une phrase a {number} mots, coupez-la en deux\u00a0: «\u00a0{begins}…\u00a0»"
                yield Remark.at(Verification.PHRASES, phrase, run.place)


def ease(page: PageRead) -> Iterator[Remark]:
    """Kandel and Moles' index of the whole text; nothing of a short one."""
    found = french.measured(one.text for one in page.runs)
    index = found.kandel_moles
    if found.words >= french.WORDS_AT_LEAST and index < EASE_AT_LEAST:
        phrase = (
            f"Le texte est très difficile à lire\u00a0: {max(index, 0):.0f} sur l’échelle de Kandel et Moles, où 30"
            " est déjà difficile et 100 très facile. Faites des phrases plus courtes, prenez des mots plus simples."
        )
        yield Remark.at(Verification.LISIBILITE, phrase, BODY)


def _words(number: int) -> str:
    return "Aucun mot" if not number else f"{number} mot{'s' if number > 1 else ''}"
