"""What cells are compared with: terms, boîtes, places. Read once for a sheet, when it is first asked for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from pages.models import BoiteAOutils, PageEditoriale, Rubrique
from pages.writing.values import among
from sheets.meaning.cells import fold
from sheets.meaning.terms import Finder, labels_of
from taxonomy.models import Terme


class Looking:
    """`decided`: by facette, what texts were chosen to mean (folded text → slug, "" for nothing)."""

    def __init__(self, decided: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._decided = decided or {}
        self._finders: dict[type[Terme], Finder] = {}
        self._labels: dict[type[Terme], dict[int, str]] = defaultdict(dict)

    def finder(self, model: type[Terme]) -> Finder:
        """Who finds the terms of this facet."""
        if model not in self._finders:
            self._finders[model] = Finder(model, self._decided.get(model.facette))
        return self._finders[model]

    def labels(self, model: type[Terme], keys: Sequence[int | None]) -> list[str]:
        """What these terms are called; one that is gone is left out."""
        known = self._labels[model]
        try:
            return [known[key] for key in keys if key is not None]
        except KeyError:
            wanted = {key for key in keys if key is not None}
            self.read_labels(model, wanted)
            return [known[key] for key in keys if key in known]

    def read_labels(self, model: type[Terme], keys: Iterable[int]) -> None:
        """Read what these are called, those alone that are not known yet."""
        missing = {key for key in keys if key not in self._labels[model]}
        if missing:
            self._labels[model] |= labels_of(model, missing)

    @cached_property
    def box_titles(self) -> dict[int, str]:
        """The titles of boîtes by their keys, in the order of the tree."""
        return dict(BoiteAOutils.objects.order_by("path").values_list("pk", "title"))

    @cached_property
    def boxes(self) -> dict[str, int]:
        """Their keys by their folded titles."""
        return {fold(title): pk for pk, title in self.box_titles.items()}

    @cached_property
    def place_titles(self) -> dict[int, str]:
        """Titles of pages below which ressources and exemples stand, by their keys."""
        kinds = (Rubrique, BoiteAOutils)
        rows = [row for kind in kinds for row in kind.objects.order_by("path").values_list("pk", "title", "path")]
        return {pk: title for pk, title, _ in sorted(rows, key=lambda row: row[2])}

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Their keys by their folded titles."""
        found: dict[str, list[int]] = defaultdict(list)
        for pk, title in self.place_titles.items():
            found[fold(title)].append(pk)
        return found

    def parents_of(self, keys: list[int]) -> dict[int, int]:
        """The key of the page above, by that of the page."""
        wanted = PageEditoriale.objects.filter(among("pk", sorted(keys)))
        paths = dict(wanted.order_by().values_list("pk", "path"))
        above = dict(PageEditoriale.objects.filter(pk__in=self.place_titles).order_by().values_list("path", "pk"))
        return {pk: above[path[:-4]] for pk, path in paths.items() if path[:-4] in above}
