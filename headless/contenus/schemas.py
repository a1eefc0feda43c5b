"""The shapes of what `/api/v3/contenus/` gives, made from the schemas that Wagtail's API made of each page type."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import create_model
from wagtail.api.v3.registry import registry
from wagtail.api.v3.schemas.base import build_discriminated_union

from pages.api.shapes import PageCitee
from pages.models import PageEditoriale
from pages.page_types import page_types


class EtapeDuFil(Schema):
    """A page above another, from the home page down; `chemin` begins with a slash."""

    id: int
    titre: str
    chemin: str


class Voisins(Schema):
    """The public pages just before and just after, under the same parent and in its order."""

    precedent: EtapeDuFil | None
    suivant: EtapeDuFil | None


class LienDePage(Schema):
    """An address that the page cites, with its public state; `verifie_le` is when it last answered well."""

    url: str
    etat: str
    etat_label: str
    verifie_le: datetime | None


class TerritoireDetaille(Schema):
    """A territoire with its level, its official code and the slugs above it, France first."""

    slug: str
    nom: str
    niveau: str
    code: str
    au_dessus: list[str]


class PartenaireDetaille(Schema):
    """A partner with what visitors may know of it."""

    slug: str
    nom: str
    sigle: str
    site: str
    est_fictif: bool
    description: str


#: What `expand` may add: its shape, and what it costs beside a page's own 1.
EXPANSIONS: dict[str, tuple[Any, int]] = {
    "fil": (list[EtapeDuFil], 1),
    "enfants": (list[PageCitee], 3),
    "voisins": (Voisins, 3),
    "liens_publics": (list[LienDePage], 2),
    "territoires_detailles": (list[TerritoireDetaille], 1),
    "partenaires_detailles": (list[PartenaireDetaille], 1),
}


def schema_de(model: type[PageEditoriale]) -> type[Schema]:
    """The whole page, as Wagtail's own detail gives it."""
    registered = registry.get(model._meta.label)
    if registered is None or registered.read_schema is None:
        raise LookupError(f"{model._meta.label} has no schema in the API")
    return registered.read_schema


def contenu() -> Any:
    """One page whole, and what `expand` added to it: a union told apart by `meta.type`."""
    added: dict[str, Any] = {name: (shape | None, None) for name, (shape, _) in EXPANSIONS.items()}
    return build_discriminated_union(
        list(page_types()),
        lambda model: create_model(f"{model.__name__}Contenu", __base__=schema_de(model), **added),
    )


def contenu_choisi() -> Any:
    """One page in a list: `id` and `meta` always, the rest where `fields` asks for it."""
    return build_discriminated_union(list(page_types()), _choisi)


def _choisi(model: type[PageEditoriale]) -> type[Schema]:
    whole = schema_de(model)
    kept: dict[str, Any] = {name: (whole.model_fields[name].annotation, ...) for name in ("id", "meta")}
    others: dict[str, Any] = {
        name: (_ou_rien(field.annotation), None) for name, field in whole.model_fields.items() if name not in kept
    }
    added: dict[str, Any] = {name: (shape | None, None) for name, (shape, _) in EXPANSIONS.items()}
    return create_model(f"{model.__name__}Choisi", __base__=Schema, **kept, **others, **added)


def _ou_rien(shape: Any) -> Any:
    return shape | None


def champs_de(models: list[type[PageEditoriale]]) -> set[str]:
    """The fields that pages of these types have."""
    return {name for model in models for name in schema_de(model).model_fields}
