"""Words the general rules get wrong: protected from the stemmer, or given their stem.

Each was found by listing what falls together on a short stem over a French word list. An entry holds for the
word typed with or without its accents; a family also for the plural in -s of each of its words.
"""

from search.french.families import families
from search.french.folding import fold

# The sigle PLU is not « plus », a mois is not « moi », Paris is not a pari.
PROTECTED_WORDS = (
    "plus mais maïs paris hauts pays fonds gens sens temps corps bois mois fois poids choix prix voix "
    "tours reims lens calais angers limoges vosges landes alpes cannes vannes arras cress"
)

# Kept apart from the root that the stemmer would give them: publication is not public.
APART = """
    publication concertation destination habitation activation mobilité mobilier département
    environnement équipement traitement appartement gouvernement initiative initiation politesse
    grossesse salle vieillesse martinique base donnée année armée entrée portée marée durée journée
    chaussée vallée allée soirée rentrée assemblée carte charte reste poste post partie pluie
    élément génie gêner carter noter nation recherche exploitation concert préposition hospice
    commun commune copier lecture université unité entité universel porter port porte monter mont montée tourisme
    touriste fonder fonderie revers rever casser cas garer justement ligne lignée nommer nom
    courrier artisan art étrange économe
"""

# stem: the words that take it.
FAMILIES: dict[str, str] = {
    # Plurals in -aux and -eux that the stemmer leaves apart.
    "travail": "travaux",
    "bail": "baux",
    "corail": "coraux",
    "vitrail": "vitraux",
    "egal": "égal égale égaux",
    "oral": "oral orale oraux",
    "noyau": "noyaux",
    "tuyau": "tuyaux",
    "joyau": "joyaux",
    "fleau": "fléaux",
    "preau": "préaux",
    "etau": "étaux",
    "oeil": "yeux",
    "ciel": "cieux",
    "an": "ans",
    # Feminines and variants.
    "public": "publique publiquement",
    "actif": "actif active",
    "passif": "passif passive",
    "natif": "natif native",
    "vif": "vif vive",
    "neuf": "neuf neuve",
    "nouveau": "nouvel nouvelle",
    "vieux": "vieux vieil vieille",
    "beau": "bel belle beaux",
    "bas": "bas basse basses",
    "gros": "gros grosse grosses",
    "gras": "gras grasse grasses",
    "epais": "épais épaisse épaisses",
    "faux": "faux fausse",
    "doux": "doux douce",
    "blanc": "blanc blanche",
    "franc": "franc franche",
    "sec": "sec sèche",
    "frais": "frais fraîche",
    "long": "long longue",
    "precis": "précis précise précises",
    "inclus": "inclus incluse incluses",
    "uni": "uni unie",
    "ami": "ami amie",
    "fini": "fini finie",
    "saint": "saint st",
    "sainte": "sainte ste",
    "cle": "clé clef",
    # One family that the stemmer scatters.
    "cooperation": "coopérer coopérant",
    "formation": "former formant formées",
    "innovation": "innover innovant innovante",
    "federation": "fédérer",
    "animation": "animer",
    "operation": "opérer",
    "operateur": "opérateur opératrice",
    "elu": "élu élue",
    "bon": "bon bonne",
    "securite": "sécurité",
    "directeur": "directeur directrice",
    "departemental": "départemental départementale départementaux",
    "environnemental": "environnemental environnementale environnementaux",
    "marche": "marché marche",
}


def _with_plurals(word: str) -> tuple[str, ...]:
    return (word,) if word[-1] in "sxz" else (word, word + "s")


def _both_spellings(words: tuple[str, ...]) -> set[str]:
    return {*words, *(fold(word) for word in words)}


PROTECTED: frozenset[str] = frozenset(_both_spellings(tuple(PROTECTED_WORDS.split())))

OVERRIDES: dict[str, str] = {
    form: stem
    for stem, words in {**{word: word for word in APART.split()}, **FAMILIES}.items()
    for word in words.split()
    for form in sorted(_both_spellings(_with_plurals(word)))
    if form not in PROTECTED
} | {form: stem for stem, forms in families().items() for form in forms if form not in PROTECTED}
