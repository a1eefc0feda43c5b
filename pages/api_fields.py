"""How the fields of pages are given to front ends."""

from typing import Any

from rest_framework.fields import Field


class TermesField(Field):
    """A page's terms as `{slug, nom}`, in the order of the page.

    `champ` names a property or relation of the page that yields terms.
    """

    def __init__(self, *, champ: str) -> None:
        super().__init__(source="*", read_only=True)
        self.champ = champ

    def to_representation(self, value: Any) -> list[dict[str, str]]:
        terms = getattr(value, self.champ)
        listed = terms.all() if hasattr(terms, "all") else terms
        return [{"slug": term.slug, "nom": term.nom} for term in listed]


class TermeField(TermesField):
    """One term as `{slug, nom}`, or null."""

    def to_representation(self, value: Any) -> Any:
        term = getattr(value, self.champ)
        return None if term is None else {"slug": term.slug, "nom": term.nom}
