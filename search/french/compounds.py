"""Compounds written apart, with a hyphen or as one word.

The index keeps the parts that a hyphen joins as neighbours. So a query looks for the parts side by side and for
the whole: *éco-quartier* also as *écoquartier*, and *écoquartier* also as *éco quartier*. The latter needs to
know where to cut: after one of the first elements below. A wrong cut (*éco nomie*) finds nothing and harms
nothing.
"""

from collections.abc import Sequence

from search.contract.plan import Alternative, Term, TermOrigin
from search.french.analyser import stem
from search.french.folding import fold

_ELEMENTS = """
    aéro agri agro anti après arrière audio auto avant basse bas bio bi bien centre chef ciné co contre court crypto
    cyber demi dé démo déci docu éco électro entre énergie ergo euro ex extra fab franco géo grand haut haute hors
    hydro hyper hypo infra inter intra labo libre long macro mal maxi méga méta mi micro mini mono mot moto multi nano
    néo non numéro oléo outre péri petit photo pluri plus poly porte post pré primo pro proto psycho quasi radio re
    rétro sainte saint sans sanitaro semi servo socio sous ste st sub super sur sylvo techno télé thermo tiers trans
    tri ultra uni vélo vice vidéo visio web zéro
"""

FIRST_ELEMENTS = tuple(sorted({fold(element) for element in _ELEMENTS.split()}, key=len, reverse=True))

_SHORTEST_REST = 3


def joined(parts: Sequence[Term]) -> Alternative | None:
    """The parts as one word, when they all are words of more than one letter."""
    if len(parts) < 2 or not all(part.exact.isalpha() for part in parts) or all(len(p.exact) < 2 for p in parts):
        return None
    whole = "".join(part.accented for part in parts)
    return Alternative((Term(stem(whole), fold(whole), whole),), TermOrigin.COMPOUND)


def split_compound(word: Term) -> tuple[Alternative, ...]:
    """The word cut after each first element it begins with."""
    cuts = []
    for element in FIRST_ELEMENTS:
        if word.exact.startswith(element) and len(word.exact) - len(element) >= _SHORTEST_REST:
            cut = _cut(word, len(element))
            if cut:
                cuts.append(cut)
    return tuple(cuts[:2])


def _cut(word: Term, at: int) -> Alternative | None:
    """None where a letter that folds into two stands before the cut and moves it."""
    if len(word.accented) != len(word.exact) or not word.exact.isalpha():
        return None
    parts = (word.accented[:at], word.accented[at:])
    return Alternative(tuple(Term(stem(part), fold(part), part) for part in parts), TermOrigin.COMPOUND)
