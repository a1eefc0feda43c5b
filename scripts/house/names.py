"""Names: verbs of a function in French, and classes that mean two things within one reader's reach."""

import ast
from collections import defaultdict

from scripts.house.graph import House
from scripts.house.rooms import SCRIPTS
from scripts.house.sizes import functions

FRENCH_VERBS_AT_MOST = 14
#: Classes that frameworks look for by their name.
GIVEN = frozenset({"Meta", "Media", "Command", "Migration"})
#: How French infinitives end, for words that are none in English.
ENDINGS = ("er", "ir", "re")
#: Words of the code's names with such an ending that are no French verb: English, and French nouns of the domain.
NO_VERBS = frozenset(
    """
    acquire aenter after analyser ancre annuaire another answer approver arbre are autre bare before broker
    browser buffer cadre center chapitre character checker chiffre choice compare counter couverture critere
    danger declare decoder defer deliver dernier devenir differ either elsewhere enregistre enter entier ever
    everywhere expire failure fair feature filter finder folder forever former formulaire gather genre handler
    header here heure holder inner integer keeper ladder later leader lecture letter libre linkchecker livre
    longer looser lower manager marker measure membre mesure more nature nearer neutre never nombre number
    observer oeuvre offer order ordre other ouverture over owner pair panier suffer paper papier parameter partenaire
    picture pointer premiere prepare questionnaire rare reader receiver register registre relecture remember
    reminder render renderer repare repere require restore retire runner score sender server share signature
    sommaire square store structure territoire their there timer titre together transfer under user vocabulaire
    where wire worker writer
    """.split()  # noqa: SIM905  a list of so many words is read as text
)


def french_verbs(house: House) -> list[str]:
    """`file:line name` for each function whose name has a French infinitive in it."""
    return [
        f"{house.place(module, function.lineno)} {function.name}"
        for module, function in functions(house)
        if any(is_french_verb(word) for word in function.name.strip("_").split("_"))
    ]


def is_french_verb(word: str) -> bool:
    """Whether a word of a name is a French infinitive, as far as its ending tells."""
    return len(word) > 3 and word.endswith(ENDINGS) and word not in NO_VERBS


def homonyms(house: House) -> list[str]:
    """`Name: module, module` for each class name that two modules within one reader's reach define."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, tree in house.trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in GIVEN:
                found[reach(module), node.name].add(module)
    return [f"{name}: {', '.join(sorted(modules))}" for (_, name), modules in sorted(found.items()) if len(modules) > 1]


def reach(module: str) -> str:
    """What a reader of this module has in reach: all rooms, or the one folder of scripts that it belongs to."""
    first, *rest = module.split(".")
    return ".".join([first, *rest[:2]]) if first == SCRIPTS else "rooms"
