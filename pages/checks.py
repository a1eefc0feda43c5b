"""What page types (`pages.models.facts`), blocks and terms must say: who forgot it is told at the start, by name."""

import sys
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.admin.panels import Panel

from ground.addresses.validation import validate_url
from ground.packages import modules_left_out
from pages import models
from pages.blocks import CorpsBlock
from pages.carrying import ways
from pages.models import PageEditoriale
from pages.page_types import kinds, page_types
from taxonomy.models import Nature, Terme
from taxonomy.references import modeles_de_terme

#: What Wagtail puts where a block says nothing.
NOT_SAID = (None, "", "placeholder")


def check_page_types(**kwargs: Any) -> list[CheckMessage]:
    """One error for each fact that a type forgot, or that cannot be true."""
    found: list[CheckMessage] = []
    everywhere: list[type[PageEditoriale]] = [PageEditoriale, *page_types()]
    for model in everywhere:
        own = () if model is PageEditoriale else _faults(model)
        for number, sentence, hint in (*own, *_field_faults(model)):
            found.append(Error(f"{model.__name__}: {sentence}", hint=hint, obj=model, id=f"pages.E{number:03}"))
    for one, other in combinations(sorted(kinds(), key=lambda kind: kind.name), 2):
        if one.slug == other.slug or one.rank == other.rank:
            found.append(
                Error(
                    f"Two kinds of pages share a slug or a rank: {one.name}, {other.name}.",
                    hint="Types of one kind share one `Kind`; other kinds have a slug and a rank of their own.",
                    id="pages.E006",
                )
            )
    for name in modules_left_out(models):
        hint = "Import its types there by name, or delete the file: nobody reads it."
        found.append(Error(f"{name} is not imported by pages/models/__init__.py.", hint=hint, id="pages.E010"))
    return found


def check_blocks(**kwargs: Any) -> list[CheckMessage]:
    """One error for each thing that a block of the body forgot."""
    found: list[CheckMessage] = []
    for name, block in CorpsBlock().child_blocks.items():
        for number, sentence, hint in (*_menu_faults(block), *_inner_faults(block, name)):
            found.append(Error(f"{type(block).__name__}: {sentence}", hint=hint, id=f"pages.E{number:03}"))
    for name in _unused():
        hint = "Name it in CorpsBlock of pages/blocks/body.py, or in a block that stands there; or delete it."
        found.append(Error(f"{name}: it stands in no body.", hint=hint, id="pages.E016"))
    return found


def check_terms(**kwargs: Any) -> list[CheckMessage]:
    """One error for each kind of term by which no page can be found."""
    hint = "Give PageEditoriale a list of them and LISTS of pages/carrying.py its row, or a type an `own_term`."
    return [
        Error(f"{model.__name__}: no page carries such terms.", hint=hint, obj=model, id="pages.E013")
        for model in modeles_de_terme()
        if not ways(model)
    ]


def _faults(model: type[PageEditoriale]) -> Iterator[tuple[int, str, str]]:
    if not getattr(model, "page_description", ""):
        yield 1, "it has no page_description.", "Say in one French sentence what the page is: editors choose by it."
    if not _exists(str(model.template)):
        yield 2, f"its template « {model.template} » does not exist.", "Write it, or set `template`."
    if not model.clean_parent_page_models():
        yield 7, "it may stand nowhere.", "Name in `parent_page_types` the types below which editors make it."
    for field in model.api_fields:
        if not hasattr(model, field.name):
            yield 15, f"it has no « {field.name} » for the API.", "An APIField names a field or a property of the type."
    if "verbose_name" not in model._meta.original_attrs:
        yield 8, "it has no name.", "Set `verbose_name` in its Meta: what editors and visitors call such a page."
    carried = _related(model, model.own_term) if model.own_term else None
    if model.own_term and (carried is None or not issubclass(carried, Terme)):
        yield 3, f"its own_term « {model.own_term} » is no key to a term.", "Name a field of the type, or leave it out."
    if model.se_cherche and model.kind is None and carried is not Nature:
        yield 4, "it is searched without a nature.", "Give it a `kind`, or a nature as its `own_term`."
    for name in {model.main_link.partition(".")[0], *model.searched_lists} - {""}:
        if not _has(model, name):
            yield 5, f"it has no field « {name} ».", "`main_link` and `searched_lists` name fields of the type."


def _field_faults(model: type[PageEditoriale]) -> Iterator[tuple[int, str, str]]:
    for name in _untold(model):
        yield 9, f"the API does not give « {name} ».", "Add an APIField to its api_fields, or name it in kept_back."
    for name in _unfilled(model):
        yield 14, f"editors cannot fill « {name} ».", "Add its panel to the panels of the type, or set editable=False."


def _untold(model: type[PageEditoriale]) -> Iterator[str]:
    """The fields and lists that a type adds, of which the API says nothing on any page made of it."""
    told = {field.name for one in page_types() if issubclass(one, model) for field in one.api_fields}
    yield from (name for name in _own(model) if name not in {*told, *model.kept_back})


def _unfilled(model: type[PageEditoriale]) -> Iterator[str]:
    """The fields and lists that a type adds, which no form of a page made of it shows."""
    forms = [one.get_edit_handler() for one in page_types() if issubclass(one, model)]
    shown = {name for form in forms for name in _shown(form)}
    yield from (name for name in _own(model) if name not in shown)


def _own(model: type[PageEditoriale]) -> Iterator[str]:
    fields: Any = (*model._meta.local_fields, *model._meta.local_many_to_many)
    yield from (field.name for field in fields if field.editable and not field.name.endswith("_ptr"))
    yield from (str(one.get_accessor_name()) for one in get_all_child_relations(model) if one.model is model)


def _shown(panel: Panel) -> Iterator[str]:
    yield getattr(panel, "field_name", "") or getattr(panel, "relation_name", "")
    for child in getattr(panel, "children", ()):
        yield from _shown(child)


def _menu_faults(block: blocks.Block) -> Iterator[tuple[int, str, str]]:
    """What editors see in the menu of blocks, and visitors on the page."""
    missing = [name for name in ("label", "icon", "group") if getattr(block.meta, name, "") in NOT_SAID]
    if missing:
        yield 11, f"it has no {', no '.join(missing)}.", "`label` and `icon` stand in its Meta, `group` in CorpsBlock."
    template = getattr(block.meta, "template", None) or ""
    if not _exists(template):
        yield 11, f"its template « {template} » does not exist.", "Write it in templates/blocks/, name it in its Meta."


def _inner_faults(block: blocks.Block, place: str) -> Iterator[tuple[int, str, str]]:
    """What the fields inside forgot."""
    inside = dict(block.child_blocks) if isinstance(block, blocks.StructBlock) else {}
    for name, child in inside.items():
        where = f"{place}.{name}"
        if not child.meta.label:
            yield 11, f"« {where} » has no label.", "Editors read it above the field."
        elif name.endswith("url") and validate_url not in getattr(getattr(child, "field", None), "validators", ()):
            yield 12, f"the address « {where} » would not be checked.", "Give it validators=[validate_url]."
        yield from _inner_faults(child.child_block if isinstance(child, blocks.ListBlock) else child, where)


def _unused() -> list[str]:
    """The blocks that are written and of which no body is made."""
    used = set(_classes(CorpsBlock()))
    modules = [
        module
        for name, module in sys.modules.items()
        if name.startswith(f"{CorpsBlock.__module__.rpartition('.')[0]}.")
    ]
    written = {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, blocks.Block) and one.__module__ == module.__name__
    }
    return sorted(one.__name__ for one in written - used)


def _classes(block: blocks.Block) -> Iterator[type]:
    """The classes of a block and of all that it is made of."""
    yield from type(block).__mro__
    for child in (*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)):
        if child is not None:
            yield from _classes(child)


def _exists(template: str) -> bool:
    if not template:
        return False
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True


def _has(model: type[PageEditoriale], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _related(model: type[PageEditoriale], name: str) -> type | None:
    found: Any = model._meta.get_field(name).related_model if _has(model, name) else None
    return found if isinstance(found, type) else None
