"""Writes terms into the database: the shipped lists, and territories read from official files.

Everything is idempotent: what exists by slug is brought up to date, nothing is deleted, slugs never change.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from django.db import transaction

from taxonomy.enums import Niveau
from taxonomy.loading.cog import SANS_EPCI, Releve
from taxonomy.loading.france import DONNEES
from taxonomy.models import Acteur, Domaine, Nature, Odd, TermeOrdonne, Territoire, slug_de_territoire
from taxonomy.models.base import forme_de_recherche
from taxonomy.models.territoire import DEPARTEMENTS, INTERCOMMUNALITES, SLUG_FRANCE, cle_de_tri
from taxonomy.signals import territoires_written
from taxonomy.tree import Foothold, settled

LISTES: dict[str, type[TermeOrdonne]] = {"acteur": Acteur, "domaine": Domaine, "nature": Nature, "odd": Odd}
TAILLE_DE_LOT = 500
Annonce = Callable[[str, int], None]


def _silence(niveau: str, nombre: int) -> None:
    """Progress that nobody watches."""


def load_lists() -> None:
    """The short lists of `data/termes.toml`, in their order; what editors have changed since is kept."""
    with (DONNEES / "termes.toml").open("rb") as file:
        listes = tomllib.load(file)
    for nom, model in LISTES.items():
        for ordre, values in enumerate(listes[nom], start=1):
            slug = values.pop("slug", None) or str(values["numero"])
            model._default_manager.get_or_create(slug=slug, defaults={**values, "ordre": ordre})


@dataclass(frozen=True, slots=True)
class _Row:
    """One territoire as a file or the database says it; parents by slug, "" for none."""

    niveau: str
    code: str
    nom: str
    parent: str = ""
    departement: str = ""
    population: int = 0
    codes_postaux: str = ""
    anciens_codes: str = ""
    autres_noms: str = ""


_COLUMNS = tuple(
    {"parent": "parent__slug", "departement": "departement__slug"}.get(one.name, one.name) for one in fields(_Row)
)
_WRITTEN = [
    *("nom", "parent", "departement", "population", "codes_postaux", "anciens_codes", "autres_noms"),
    *("chemin", "touche", "cle_de_tri", "recherche"),
]


def load_territoires(releve: Releve, annonce: Annonce = _silence, *, keeping: bool = False) -> dict[str, int]:
    """Write `releve` and put every territoire in its place; returns how many of each level the files name.

    `keeping` leaves what is in the database already as it is named and placed, and adds only what it does not say.
    `annonce(level, count)` is called after each batch, for a progress line. What stands in no known territory is left
    out and joins `releve.rejets`. Only what is new or other than before is written.
    """
    with transaction.atomic():
        pks, held, stood = _held()
        read = _read(releve, held)
        merge = _completed if keeping else _brought_up
        wanted = held | {slug: merge(held[slug], row, held) if slug in held else row for slug, row in read.items()}
        stands = settled({slug: Foothold(row.niveau, row.parent, row.departement) for slug, row in wanted.items()})
        new = {slug for slug in wanted if slug not in held}
        other = {slug for slug, row in held.items() if row != wanted[slug] or stood[slug] != stands[slug]}
        for niveau in Niveau:
            slugs = [slug for slug, row in wanted.items() if row.niveau == niveau and (slug in new or slug in other)]
            _write([slug for slug in slugs if slug in new], wanted, stands, pks, niveau.label, annonce)
            _write([slug for slug in slugs if slug in other], wanted, stands, pks, niveau.label, annonce)
        moved = {slug for slug in other if held[slug].nom != wanted[slug].nom or stood[slug] != stands[slug]}
        if new or other:
            territoires_written.send(sender=Territoire, changed={pks[slug] for slug in moved})
    levels = [row.niveau for row in read.values()]
    return {niveau.label: levels.count(niveau) for niveau in Niveau}


def said_by(releve: Releve) -> dict[str, Foothold]:
    """What files alone say of the parents of each territoire, by slug."""
    return {slug: Foothold(row.niveau, row.parent, row.departement) for slug, row in _read(releve, {}).items()}


def places_held() -> dict[str, Foothold]:
    """Where the database says that each territoire stands, by slug."""
    return _held()[2]


def _held() -> tuple[dict[str, int], dict[str, _Row], dict[str, Foothold]]:
    """What the database says: keys, rows and places, by slug."""
    pks, held, stood = {}, {}, {}
    found = Territoire.objects.order_by().values_list("slug", "pk", "chemin", "touche", *_COLUMNS)
    for slug, pk, chemin, touche, *values in found.iterator(chunk_size=5_000):
        niveau, code, nom, parent, departement, *rest = values
        row = _Row(niveau, code, nom, parent or "", departement or "", *rest)
        pks[slug], held[slug] = pk, row
        stood[slug] = Foothold(row.niveau, row.parent, row.departement, chemin, touche)
    return pks, held, stood


def _completed(held: _Row, read: _Row, rows: Mapping[str, _Row]) -> _Row:
    """What is held, with what it does not say; a commune that was in no intercommunalité may join one."""
    parent = held.parent
    joined = rows[parent].niveau if parent in rows else ""
    if held.niveau == Niveau.COMMUNE and joined not in INTERCOMMUNALITES:
        parent = read.parent
    return replace(
        held,
        parent=parent,
        departement=held.departement or read.departement,
        population=held.population or read.population,
        codes_postaux=held.codes_postaux or read.codes_postaux,
        anciens_codes=held.anciens_codes or read.anciens_codes,
        autres_noms=held.autres_noms or read.autres_noms,
    )


def _brought_up(held: _Row, read: _Row, rows: Mapping[str, _Row]) -> _Row:
    """What is read; what files do not tell, or tell of no more, is kept."""
    names = dict.fromkeys([*held.autres_noms.splitlines(), *read.autres_noms.splitlines()])
    return replace(
        read,
        population=read.population or held.population,
        codes_postaux=read.codes_postaux or held.codes_postaux,
        anciens_codes=read.anciens_codes or held.anciens_codes,
        autres_noms="\n".join(names),
    )


def _read(releve: Releve, held: Mapping[str, _Row]) -> dict[str, _Row]:
    """The rows that the files name, from France down, by slug."""
    found = {SLUG_FRANCE: _row(releve, Niveau.PAYS, "FR", "France")}
    for code, nom in releve.regions.items():
        found[slug_de_territoire(Niveau.REGION, code)] = _row(releve, Niveau.REGION, code, nom, SLUG_FRANCE)
    for code, nom in releve.collectivites.items():
        slug = slug_de_territoire(Niveau.COLLECTIVITE_OM, code)
        found[slug] = _row(releve, Niveau.COLLECTIVITE_OM, code, nom, SLUG_FRANCE)
    for code, (nom, region) in releve.departements.items():
        above = slug_de_territoire(Niveau.REGION, region)
        if above in found or above in held:
            found[slug_de_territoire(Niveau.DEPARTEMENT, code)] = _row(releve, Niveau.DEPARTEMENT, code, nom, above)
    known = held.keys() | found.keys()
    own = {code: _departement(dep, known) for code, (_, dep) in releve.communes.items()}
    found |= dict(_intercommunalites(releve, own, held))
    found |= dict(_communes(releve, own, held, held.keys() | found.keys()))
    return found


def _departement(code: str, known: Iterable[str]) -> str:
    """The slug of the département, or overseas collectivity, of that code; "" for an unknown one."""
    slugs = (slug_de_territoire(niveau, code) for niveau in DEPARTEMENTS)
    return next((slug for slug in slugs if slug in known), "")


def _intercommunalites(releve: Releve, own: Mapping[str, str], held: Mapping[str, _Row]) -> Iterator[tuple[str, _Row]]:
    """Each under the département of one of its communes, until all places are settled."""
    somewhere = {siren: own[code] for code, siren in releve.epci_de_commune.items() if own.get(code)}
    around = {siren: releve.epci_de_commune.get(code, SANS_EPCI) for code, siren in releve.ept_de_commune.items()}
    for siren, nom in releve.epci.items():
        slug = slug_de_territoire(Niveau.EPCI, siren)
        parent = somewhere.get(siren) or (held[slug].parent if slug in held else "")
        if parent:
            yield slug, _row(releve, Niveau.EPCI, siren, nom, parent)
        else:
            releve.drop(siren, f"aucune commune de l’intercommunalité {siren} n’est dans un département connu")
    for siren, nom in releve.ept.items():
        above = slug_de_territoire(Niveau.EPCI, around[siren])
        yield slug_de_territoire(Niveau.EPT, siren), _row(releve, Niveau.EPT, siren, nom, above)


def _communes(
    releve: Releve, own: Mapping[str, str], held: Mapping[str, _Row], known: Iterable[str]
) -> Iterator[tuple[str, _Row]]:
    for code, (nom, dep) in releve.communes.items():
        before = held.get(slug_de_territoire(Niveau.COMMUNE, code))
        parent = _joined(releve, code, before, held, known) or own[code]
        if parent:
            departement = own[code] or (before.departement if before else "")
            slug = slug_de_territoire(Niveau.COMMUNE, code)
            row = _row(releve, Niveau.COMMUNE, code, nom, parent, departement if departement != parent else "")
            yield slug, row
        else:
            releve.drop(code, f"le département « {dep} » de la commune {code} est inconnu")


def _joined(releve: Releve, code: str, before: _Row | None, held: Mapping[str, _Row], known: Iterable[str]) -> str:
    """The slug of the intercommunalité of a commune: what the files say, else what is held; "" for none."""
    was = held.get(before.parent) if before else None
    siren = releve.epci_de_commune.get(code)
    if siren == SANS_EPCI:
        return ""
    if siren is None:
        return before.parent if before and was and was.niveau in INTERCOMMUNALITES else ""
    ept = releve.ept_de_commune.get(code)
    if ept:
        return slug_de_territoire(Niveau.EPT, ept)
    epci = slug_de_territoire(Niveau.EPCI, siren)
    if before and was and was.niveau == Niveau.EPT and was.parent == epci:
        return before.parent
    return epci if epci in known else ""


def _row(releve: Releve, niveau: Niveau, code: str, nom: str, parent: str = "", departement: str = "") -> _Row:
    slug = slug_de_territoire(niveau, code)
    if niveau == Niveau.EPCI:
        nom = _ABREGE.sub(lambda found: f"{_EN_ENTIER[found[1]]} ", nom)
    return _Row(
        niveau.value,
        code,
        nom.replace("'", "’"),
        parent,
        departement,
        releve.population.get(slug, 0),
        releve.codes_postaux.get(slug, ""),
        releve.anciens_codes.get(slug, ""),
        "\n".join(one.replace("'", "’") for one in releve.autres_noms.get(slug, ())),
    )


#: How official lists begin the names of intercommunalités, and what visitors read.
_EN_ENTIER = {"CC": "Communauté de communes", "CA": "Communauté d’agglomération", "CU": "Communauté urbaine"}
_ABREGE = re.compile(r"^(CC|CA|CU) ")


def _write(
    slugs: list[str],
    wanted: Mapping[str, _Row],
    stands: Mapping[str, Foothold],
    pks: dict[str, int],
    label: str,
    annonce: Annonce,
) -> None:
    """Rows of one level, those above being written; all of them new, or none. Keys of new ones join `pks`."""
    known = bool(slugs) and slugs[0] in pks
    for start in range(0, len(slugs), TAILLE_DE_LOT):
        lot = [_territoire(slug, wanted[slug], stands[slug], pks) for slug in slugs[start : start + TAILLE_DE_LOT]]
        if known:
            Territoire.objects.bulk_create(lot, update_conflicts=True, unique_fields=["slug"], update_fields=_WRITTEN)
        else:
            pks |= {one.slug: one.pk for one in Territoire.objects.bulk_create(lot)}
        annonce(label, min(start + TAILLE_DE_LOT, len(slugs)))


def _territoire(slug: str, row: _Row, place: Foothold, pks: Mapping[str, int]) -> Territoire:
    # What saving would compute, folded once: there are 36 000 of them.
    forme = forme_de_recherche(row.nom)
    others = forme_de_recherche(*row.autres_noms.splitlines(), au_plus=Territoire.recherche_au_plus)
    words = (forme, row.code.lower(), row.codes_postaux, row.anciens_codes.lower(), others)
    return Territoire(
        niveau=row.niveau,
        code=row.code,
        nom=row.nom,
        slug=slug,
        parent_id=pks.get(place.parent),
        departement_id=pks.get(place.departement),
        population=row.population,
        codes_postaux=row.codes_postaux,
        anciens_codes=row.anciens_codes,
        autres_noms=row.autres_noms,
        chemin=place.chemin,
        touche=place.touche,
        cle_de_tri=cle_de_tri(row.niveau, forme),
        recherche=" ".join(word for word in words if word),
    )
