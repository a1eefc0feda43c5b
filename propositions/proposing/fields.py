"""What a partner may propose of a ressource, as plain values: what JSON keeps and what people are shown.

`titre`, `chapo`, `lien` are texts, `valable_jusqu_au` a day as ISO 8601 writes it or None, the others lists of keys.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from ground.templatetags.typography import jour_long
from pages.enums import RoleLien
from pages.models import Ressource
from pages.writing.values import Values, read_values
from sheets.meaning.terms import labels_of
from taxonomy.models import Acteur, Domaine, Nature, Terme, Territoire

#: By the field of the form, what it is called.
LABELS: Mapping[str, str] = {
    "titre": "Titre",
    "chapo": "Introduction",
    "lien": "Lien principal",
    "valable_jusqu_au": "Valable jusqu’au",
    "nature": "Nature",
    "territoires": "Territoires",
    "acteurs": "Acteurs",
    "domaines": "Domaines",
}
CORRECTED = ("titre", "chapo", "lien", "valable_jusqu_au", "territoires", "acteurs", "domaines")
TERMS: Mapping[str, type[Terme]] = {"territoires": Territoire, "acteurs": Acteur, "domaines": Domaine}
#: The same by the names of the page’s own fields.
OF_PAGE = {"titre": "title", "chapo": "chapo", "lien": "liens", **{one: one for one in CORRECTED[3:]}}
OPEN_IT = "Accéder à la ressource"
NOTHING = "(vide)"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, from what it said to what is proposed, in words. `both`: the page says a third thing meanwhile."""

    name: str
    label: str
    before: str
    after: str
    both: bool = False


def said_by_page(key: int, *, drafts: bool) -> dict[str, Any]:
    """What a ressource says: as visitors read it, or with `drafts` in its last draft. {} when it is gone."""
    said = read_values(Ressource, [key], list(OF_PAGE.values()), drafts=drafts).get(key)
    return {} if said is None else as_proposed(said)


def as_proposed(values: Values) -> dict[str, Any]:
    """Values of a page in the shape of what is proposed."""
    links = values["liens"]
    until = values["valable_jusqu_au"]
    return {
        "titre": values["title"],
        "chapo": values["chapo"],
        "lien": links[0]["url"] if links else "",
        "valable_jusqu_au": until.isoformat() if until else None,
        **{name: sorted(values[name]) for name in TERMS},
    }


def as_values(proposed: Mapping[str, Any], links: Iterable[Mapping[str, Any]] = ()) -> Values:
    """What is proposed as values of a page; `links`: those that it has, of which the first takes the new address."""
    found: Values = {}
    for name, said in proposed.items():
        if name == "lien":
            first, *others = [dict(one) for one in links] or [
                {"libelle": OPEN_IT, "url": "", "role": RoleLien.PRINCIPAL.value}
            ]
            found["liens"] = [{**first, "url": said}, *others]
        elif name == "valable_jusqu_au":
            found[name] = parse_date(said) if said else None
        else:
            found[OF_PAGE.get(name, name)] = said
    return found


def differing(proposed: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the proposed values that say something else than what was seen."""
    return {name: said for name, said in proposed.items() if said != seen.get(name)}


def changes_between(
    before: Mapping[str, Any], proposed: Mapping[str, Any], both: Collection[str] = ()
) -> list[FieldChange]:
    """Field by field, in the order of the form, in words."""
    names = [name for name in LABELS if name in proposed]
    words = _words_of([before, proposed], names)
    return [FieldChange(one, LABELS[one], words(before, one), words(proposed, one), one in both) for one in names]


def _words_of(sides: Iterable[Mapping[str, Any]], names: Iterable[str]) -> Any:
    """Who says a value in words: the terms of all are read once."""
    wanted = list(names)
    labels: dict[str, dict[int, str]] = {}
    terms: dict[str, type[Terme]] = {**TERMS, "nature": Nature}
    for name, model in terms.items():
        if name in wanted:
            keys = {key for side in sides for key in _keys(side.get(name))}
            labels[name] = labels_of(model, keys)

    def words(side: Mapping[str, Any], name: str) -> str:
        said = side.get(name)
        if name in labels:
            return ", ".join(labels[name].get(key, "terme supprimé") for key in _keys(said)) or NOTHING
        if name == "valable_jusqu_au":
            return jour_long(date.fromisoformat(said)) if said else NOTHING
        return str(said or "") or NOTHING

    return words


def _keys(said: Any) -> list[int]:
    if said is None:
        return []
    return list(said) if isinstance(said, list) else [said]
