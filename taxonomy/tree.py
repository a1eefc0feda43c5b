"""Where each territoire stands, computed from what each says of its own parents. Pure: no database here.

* A commune stands in its own département, and under its intercommunalité.
* An intercommunalité stands in the nearest territoire that holds all of its communes: their département, the région of
  their départements, or the country. What holds some of its communes only is *touched*: pages that carry the
  intercommunalité are found there too, its communes are not.
* An établissement public territorial stands under its métropole, and in the département of its communes if that is one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from taxonomy.enums import Niveau
from taxonomy.models.territoire import DEPARTEMENTS, INTERCOMMUNALITES, RANGS, chemin_de, is_in_a_departement


@dataclass(frozen=True, slots=True)
class Foothold:
    """What one territoire says: its level, the slugs of its parents ("" for none), its path and what it touches."""

    niveau: str
    parent: str = ""
    departement: str = ""
    chemin: str = ""
    #: Slugs between slashes, `/dep-75/dep-92/`, or "".
    touche: str = ""


def settled(said: Mapping[str, Foothold]) -> dict[str, Foothold]:
    """By slug, each of these where it stands: parents, paths and what is touched agree with each other."""
    found: dict[str, Foothold] = {}
    communes = {slug: _in_its_departement(one, said) for slug, one in said.items() if one.niveau == Niveau.COMMUNE}
    members = _departements_of(communes.values(), said)
    for slug in sorted(said, key=lambda one: RANGS[said[one].niveau]):
        one = communes.get(slug) or said[slug]
        if one.niveau in INTERCOMMUNALITES:
            one = _holding(one, sorted(members.get(slug, ())), found)
        parent, departement = found.get(one.parent), found.get(one.departement)
        path = chemin_de(slug, parent.chemin if parent else "", departement.chemin if departement else "")
        found[slug] = replace(one, chemin=path)
    return found


def faults(said: Mapping[str, Foothold]) -> Iterator[str]:
    """One sentence for each territoire that does not stand where it should."""
    names = {"parent": "territoire supérieur", "departement": "département", "chemin": "chemin", "touche": "étendue"}
    stands = settled(said)
    for slug in sorted(said):
        for field, name in names.items():
            held, right = getattr(said[slug], field), getattr(stands[slug], field)
            if held != right:
                yield f"{slug} : {name} « {held} » au lieu de « {right} »"
        if said[slug].niveau == Niveau.COMMUNE and not is_in_a_departement(stands[slug].chemin):
            yield f"{slug} : aucun département"


def _in_its_departement(one: Foothold, said: Mapping[str, Foothold]) -> Foothold:
    """A commune that names its département: where it says none, the one in which its intercommunalité was put."""
    if one.departement:
        return one
    above = one
    while above.parent and above.parent in said:
        if said[above.parent].niveau in DEPARTEMENTS:
            return replace(one, departement=above.parent if above is not one else "")
        above = said[above.parent]
    return one


def _departements_of(communes: Iterable[Foothold], said: Mapping[str, Foothold]) -> dict[str, set[str]]:
    """By intercommunalité, the slugs of the départements of its communes."""
    found: dict[str, set[str]] = defaultdict(set)
    for commune in communes:
        joined = commune.parent
        while joined in said and said[joined].niveau in INTERCOMMUNALITES:
            if commune.departement in said:
                found[joined].add(commune.departement)
            joined = said[joined].parent
    return found


def _holding(one: Foothold, departements: list[str], found: Mapping[str, Foothold]) -> Foothold:
    """An intercommunalité whose communes lie in these départements; one without communes stays where it was put."""
    if not departements:
        return replace(one, touche="")
    paths = [found[slug].chemin.split("/") for slug in departements]
    shared = [slugs[0] for slugs in takewhile(lambda slugs: len(set(slugs)) == 1, zip(*paths, strict=False))]
    touched = dict.fromkeys(slug for path in paths for slug in path[len(shared) :])
    touche = f"/{'/'.join(touched)}/" if touched else ""
    if one.niveau == Niveau.EPT:
        alone = departements[0] if len(departements) == 1 else ""
        return replace(one, departement=alone, touche=touche)
    return replace(one, parent=shared[-1], departement="", touche=touche)
