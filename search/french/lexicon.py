"""Words the general rules get wrong: protected from the stemmer, or given their stem.

Each was found by listing what falls together on a short stem over a French word list. An entry holds for the
word typed with or without its accents; a family also for the plural in -s of each of its words.
"""

from search.french.folding import fold

# The sigle PLU is not « plus », a mois is not « moi », Paris is not a pari.
PROTECTED_WORDS = (
    "plus mais maïs paris hauts pays fonds gens sens temps corps bois mois fois poids choix prix voix "
    "tours reims lens calais angers limoges vosges landes alpes cannes vannes arras cress"
)

# stem: the words that take it.
FAMILIES: dict[str, str] = {
    "travail": "travaux",
    "cooperation": "coopérer coopéré coopérée",
    "formation": "former formée formant",
    "innovation": "innover innovant innovante innovateur innovatrice innové innovée",
    "saint": "st",
    "sainte": "ste",
    "cle": "clé clef",
    "an": "ans",
    "public": "publique publiquement",
    "publication": "publication",
    "marche": "marché marche",
    "departement": "département departement",
    "environnement": "environnement",
}


def _with_plurals(word: str) -> tuple[str, ...]:
    return (word,) if word[-1] in "sxz" else (word, word + "s")


def _both_spellings(words: tuple[str, ...]) -> set[str]:
    return {*words, *(fold(word) for word in words)}


PROTECTED: frozenset[str] = frozenset(_both_spellings(tuple(PROTECTED_WORDS.split())))

OVERRIDES: dict[str, str] = {
    form: stem
    for stem, words in FAMILIES.items()
    for word in words.split()
    for form in sorted(_both_spellings(_with_plurals(word)))
}
