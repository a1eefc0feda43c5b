"""The shape of every block in the OpenAPI, read from the blocks themselves.

A block may declare its shape (`forme_api`). One that does not has the shape of the blocks it is made of. For one that
is made of none, and is not known here, the site does not start: so none is forgotten.
"""

from datetime import date
from typing import Annotated, Any, Literal, Union

from ninja import Schema
from pydantic import Field, create_model
from wagtail import blocks

from pages.api.shapes import Texte

SIMPLES: tuple[tuple[type[blocks.Block], Any], ...] = (
    (blocks.CharBlock, Texte),
    (blocks.TextBlock, Texte),
    (blocks.IntegerBlock, int | None),
    (blocks.DecimalBlock, float | None),
    (blocks.BooleanBlock, bool),
    (blocks.DateBlock, date | None),
)


def forme_du_flux(flux: blocks.StreamBlock) -> Any:
    """`list` of a union of one schema per block, told apart by `type`."""
    members = tuple(_schema_de_bloc(name, block) for name, block in flux.child_blocks.items())
    return list[Annotated[Union[members], Field(discriminator="type")]]  # type: ignore[valid-type]  # noqa: UP007  built at start


def forme_de(block: blocks.Block) -> Any:
    """The annotation of the value of a block, as `get_api_representation` returns it."""
    own = getattr(block, "forme_api", None)
    if own is not None:
        return own
    if isinstance(block, blocks.StructBlock):
        fields: dict[str, Any] = {name: (forme_de(child), ...) for name, child in block.child_blocks.items()}
        return create_model(_nom(block), __base__=Schema, __doc__=type(block).__doc__, **fields)
    if isinstance(block, blocks.ListBlock):
        return list[forme_de(block.child_block)]  # type: ignore[misc]  # built at start
    for simple, shape in SIMPLES:
        if isinstance(block, simple):
            return shape
    raise TypeError(f"{type(block).__name__} must say what the API gives of it: set forme_api")


def _schema_de_bloc(name: str, block: blocks.Block) -> type[Schema]:
    shape: dict[str, Any] = {"type": (Literal[name], ...), "id": (str, ...), "value": (forme_de(block), ...)}
    return create_model(f"Bloc{_nom(block)}", __base__=Schema, __doc__=type(block).__doc__, **shape)


def _nom(block: blocks.Block) -> str:
    """That of its class, unless another shape has it: Ninja would then name both after their modules."""
    return getattr(block, "schema_name", "") or type(block).__name__.removesuffix("Block")
