"""The rows of territoires: the country, its régions; a région, its départements; a département, what has something."""

from collections.abc import Collection
from dataclasses import dataclass

from taxonomy.enums import Niveau
from taxonomy.models import Territoire
from taxonomy.models.territoire import below

WIDE = (Niveau.REGION, Niveau.COLLECTIVITE_OM)
#: Below one of these there are too many for all of them to be rows: those that have something are.
MANY_BELOW = (Niveau.DEPARTEMENT, Niveau.COLLECTIVITE_OM, Niveau.EPCI, Niveau.EPT)
ROWS_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A part: its slug, its name, what lies above it; `dans`: where its own parts are shown, "" for none."""

    slug: str
    nom: str
    above: tuple[str, ...]
    dans: str = ""
    detail: str = ""


@dataclass(slots=True)
class Where:
    """The territoire whose parts are shown; the country where `place` is the country, or none is known."""

    place: Territoire | None
    #: Whether more had something than there are rows.
    cut: bool = False

    @property
    def slug(self) -> str:
        """ "" for the country."""
        return "" if self.place is None or self.place.niveau == Niveau.PAYS else self.place.slug

    @property
    def nom(self) -> str:
        return self.place.nom if self.place is not None and self.slug else "France"

    @property
    def only_what_has_something(self) -> bool:
        """Whether parts without anything are left out."""
        return self.place is not None and self.place.niveau in MANY_BELOW

    @property
    def is_narrow(self) -> bool:
        """Whether it is narrower than what lists offer."""
        return self.place is not None and self.place.niveau not in (Niveau.PAYS, *WIDE)

    @property
    def way(self) -> list[tuple[str, str]]:
        """(name, slug) of what stands above, the country first, itself last."""
        if not self.slug or self.place is None:
            return [("France", "")]
        above = self.place.ancetres()[1:]
        names = dict(Territoire.objects.filter(slug__in=above).values_list("slug", "nom"))
        known = [(names[slug], slug) for slug in above if slug in names]
        return [("France", ""), *known, (self.place.nom, self.place.slug)]

    def parts(self, carrying: Collection[str]) -> list[PlaceRow]:
        """Its parts, in the order of the ladder; below a département, those that pages carry (`carrying`)."""
        found = Territoire.objects.order_by("cle_de_tri", "slug")
        if not self.slug or self.place is None:
            found = found.filter(niveau__in=WIDE)
        elif self.place.niveau == Niveau.REGION:
            found = found.filter(parent=self.place.pk, niveau=Niveau.DEPARTEMENT)
        else:
            found = found.filter(below(self.place.slug), slug__in=carrying)
        columns = ("slug", "nom", "chemin", "niveau", "code")
        if self.only_what_has_something:
            found = found[: ROWS_AT_MOST + 1]
        rows = list(found.values_list(*columns))
        self.cut = self.only_what_has_something and len(rows) > ROWS_AT_MOST
        return [_part(*row) for row in (rows[:ROWS_AT_MOST] if self.cut else rows)]


def _part(slug: str, nom: str, chemin: str, niveau: str, code: str) -> PlaceRow:
    level = Niveau(niveau)
    opened = "" if level is Niveau.COMMUNE else slug
    detail = code if level in (Niveau.DEPARTEMENT, Niveau.COMMUNE) else ""
    return PlaceRow(slug, nom, tuple(chemin.split("/")[:-1]), opened, detail)


def where_of(slug: str) -> Where:
    """The territoire that this slug names; the country where there is none, and for a commune its own parent."""
    found = Territoire.objects.filter(slug=slug).first() if slug else None
    if found is not None and found.niveau == Niveau.COMMUNE:
        found = found.parent
    return Where(found)


def choices() -> list[tuple[str, str]]:
    """(slug, name) of the widest parts of the country."""
    return list(Territoire.objects.filter(niveau__in=WIDE).order_by("cle_de_tri").values_list("slug", "nom"))
