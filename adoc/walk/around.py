"""What is near the place that a visitor answered: it is proposed first, and nothing that is meant for elsewhere."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from adoc.parcours.proposals import Chercheur
from pages.carrying import by_term, ways
from pages.models import PageEditoriale
from public.rows import RowBook
from taxonomy.models import Territoire
from taxonomy.models.territoire import SLUG_FRANCE

#: How many pages a search gives from which the nearest are taken.
REGARDEES = 60


@dataclass(frozen=True)
class Around:
    """One place; `line` has the slugs of all that stands above it, from France down, then its own."""

    line: tuple[str, ...]
    _ranks: dict[int, int | None] = field(default_factory=dict)

    def searching(self, chercher: Chercheur) -> Chercheur:
        """The same searches, whose answers are taken from here: the nearest first, what is elsewhere not at all."""

        def from_here(parametres: Mapping[str, tuple[str, ...]], au_plus: int) -> list[int]:
            here = {**parametres, "territoire": (self.line[-1],)}
            found = dict.fromkeys(chercher(here, REGARDEES))
            if "territoire" not in parametres:
                found |= dict.fromkeys(chercher(parametres, REGARDEES))
            return self.nearest_first(found)[:au_plus]

        return from_here

    def nearest_first(self, pages: Iterable[int]) -> list[int]:
        """Those of these pages that concern the place, in their order among those as near."""
        asked = list(pages)
        self._look([page for page in asked if page not in self._ranks])
        near = {page: rank for page in asked if (rank := self._ranks[page]) is not None}
        return sorted(near, key=near.__getitem__)

    def fiches(self, carnet: RowBook) -> list[int]:
        """The page that presents the place, or else the nearest territoire above it, the country left out."""
        wanted = self.line[1:] or self.line
        for way in ways(Territoire):
            if way.own_type is not None:
                named = {f"{way.term}__slug__in": wanted}
                rows = carnet.visibles(way.own_type.objects.filter(**named)).values_list("pk", f"{way.term}__slug")
                nearest = sorted(rows, key=lambda row: -wanted.index(row[1]))
                return [page for page, _ in nearest[:1]]
        return []

    def _look(self, pages: Collection[int]) -> None:
        """Note how far each is: the place itself, what lies in it, each rung above it, then what names no place."""
        self._ranks.update(dict.fromkeys(pages, len(self.line) + 2))
        some = PageEditoriale.objects.filter(pk__in=pages)
        found: dict[int, list[int]] = {}
        for chemin, carriers in by_term(Territoire, some, "chemin").items():
            for page in carriers:
                found.setdefault(page, []).extend(self._distance(chemin.split("/")))
        for touche, carriers in by_term(Territoire, some, "touche").items():
            for page in carriers if f"/{self.line[-1]}/" in touche else ():
                found.setdefault(page, []).append(1)
        self._ranks.update({page: min(distances, default=None) for page, distances in found.items()})

    def _distance(self, path: list[str]) -> list[int]:
        """[how far a territoire is], [] for one that lies elsewhere."""
        own = self.line[-1]
        if path[-1] == own:
            return [0]
        if own in path:
            return [1]
        if path[-1] in self.line:
            return [2 + len(self.line) - 1 - self.line.index(path[-1])]
        return []


def place_of(slug: str) -> Around | None:
    """The place of that slug; None for none, and for the country, from which nothing is elsewhere."""
    one = Territoire.objects.filter(slug=slug).exclude(slug=SLUG_FRANCE).first() if slug else None
    return Around(tuple(one.chemin.split("/"))) if one else None
