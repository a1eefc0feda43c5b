"""How the fields of pages are given to front ends."""

from typing import Any

from rest_framework.fields import Field

from pages.api.images import rendus
from pages.api.shapes import PageCitee, RenduImage, TermeCourt


class TermesField(Field):
    """A page's terms as `{slug, nom}`, in the order of the page.

    `champ` names a property or relation of the page that yields terms.
    """

    def __init__(self, *, champ: str) -> None:
        super().__init__(source="*", read_only=True)
        self.champ = champ

    def to_representation(self, value: Any) -> list[TermeCourt]:
        terms = getattr(value, self.champ)
        listed = terms.all() if hasattr(terms, "all") else terms
        return [{"slug": term.slug, "nom": term.nom} for term in listed]


class TermeField(TermesField):
    """One term as `{slug, nom}`, or null."""

    def to_representation(self, value: Any) -> TermeCourt | None:  # type: ignore[override]  # one where the others list
        term = getattr(value, self.champ)
        return None if term is None else {"slug": term.slug, "nom": term.nom}


class PagesField(TermesField):
    """Other pages of the site that visitors may read, as `{id, titre, url, chemin}`, by their place in the tree."""

    def to_representation(self, value: Any) -> list[PageCitee]:  # type: ignore[override]  # pages, not terms
        from pages.api.cited import pages_citees  # page types are defined from here

        return pages_citees(getattr(value, self.champ).all())


class RendusField(Field):
    """The sizes and formats in which an image of the library may be loaded."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, value: Any) -> list[RenduImage]:
        return rendus(value)  # type: ignore[return-value]  # the shapes’ own dictionaries
