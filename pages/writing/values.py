"""Plain values of a page by the names of its fields, in both directions.

A value is a text, a whole number, a day or a key of a term; a list of terms is a list of keys, a list of rows (`liens`,
`chiffres`) a list of dicts. `corps` and other streams are the JSON text that a version keeps. `territoires` and
`partenaires`, which have a table of their own, go by the names under which pages read them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Revision

from pages.models import PageEditoriale

Values = dict[str, Any]
#: (list of rows, the column that names a term), by the name under which pages read the terms.
NAMED = {"territoires": ("territoires_lies", "territoire"), "partenaires": ("partenaires_lies", "partenaire")}
ORDER = "sort_order"
#: How many pages are read at once: databases limit how many keys one question may name.
AT_ONCE = 2_000
#: How many times as many a range may hold as are wanted of it.
SPARSE = 3


class PageRows(NamedTuple):
    """A list of rows of a page: its name there, its model, the key to the page, and what its editor fills."""

    name: str
    model: type[models.Model]
    key: str
    columns: tuple[str, ...]


def rows_of(model: type[PageEditoriale]) -> dict[str, PageRows]:
    """The lists of rows of a page type, by their names."""
    return _rows_of(model._meta.label)


@cache
def _rows_of(label: str) -> dict[str, PageRows]:
    model: Any = apps.get_model(label)
    found = {}
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name is None or name == "wagtail_admin_comments":
            continue
        columns = tuple(
            field.name
            for field in relation.related_model._meta.concrete_fields
            if not field.primary_key and not isinstance(field, ParentalKey) and field.name != ORDER
        )
        found[name] = PageRows(name, relation.related_model, relation.field.name, columns)
    return found


def lists_of(model: type[PageEditoriale]) -> dict[str, ParentalManyToManyField]:
    """The lists of terms and pages of a page type that have no rows of their own, by their names."""
    return _lists_of(model._meta.label)


@cache
def _lists_of(label: str) -> dict[str, ParentalManyToManyField]:
    fields = apps.get_model(label)._meta.get_fields()
    return {field.name: field for field in fields if isinstance(field, ParentalManyToManyField)}


def values_of(model: type[PageEditoriale], content: Mapping[str, Any], names: Iterable[str]) -> Values:
    """What a version of a page, as it is kept, says in these fields."""
    found: Values = {}
    for name in names:
        if name in NAMED:
            rows, term = NAMED[name]
            found[name] = [row[term] for row in _ordered(content.get(rows, ()))]
        elif name in lists_of(model):
            found[name] = sorted(content.get(name, ()))
        elif name in rows_of(model):
            columns = rows_of(model)[name].columns
            found[name] = [{one: row.get(one) for one in columns} for row in _ordered(content.get(name, ()))]
        else:
            field: Any = model._meta.get_field(name)
            said = content.get(name)
            if isinstance(field, models.DateField):
                said = field.to_python(said)
            found[name] = said
    return found


def _ordered(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: (row.get(ORDER) is None, row.get(ORDER) or 0))


def read_values(
    model: type[PageEditoriale], keys: Collection[int], names: Collection[str], *, drafts: bool = True
) -> dict[int, Values]:
    """What these pages say in these fields, by key: in their last draft, or with `drafts` False as visitors see it."""
    ahead = Revision.page_revisions.none()
    found: dict[int, Values] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        found |= _from_tables(model, some, names)
        if drafts:
            ahead = Revision.objects.filter(
                pk__in=model.objects.filter(among("pk", some), has_unpublished_changes=True)
                .order_by()
                .values("latest_revision_id")
            )
            for key, content in ahead.order_by().values_list("object_id", "content"):
                found[int(key)] = values_of(model, content, names)
    return found if len(found) == len(wanted) else {key: found[key] for key in wanted if key in found}


def among(column: str, keys: Sequence[int]) -> Q:
    """A condition for these sorted keys: a range where they are most of it, which no database takes long to read.

    It may then hold for others too: whoever asks leaves these out.
    """
    if keys and keys[-1] - keys[0] < len(keys) * SPARSE:
        return Q(**{f"{column}__gte": keys[0], f"{column}__lte": keys[-1]})
    return Q(**{f"{column}__in": keys})


def _from_tables(model: type[PageEditoriale], keys: list[int], names: Collection[str]) -> dict[int, Values]:
    plain = [name for name in names if name not in NAMED and name not in lists_of(model) and name not in rows_of(model)]
    columns = [model._meta.get_field(name).attname for name in plain]
    # As the database keeps them: nobody needs their blocks as objects.
    asked = [
        Cast(column, TextField()) if isinstance(model._meta.get_field(name), StreamField) else F(column)
        for name, column in zip(plain, columns, strict=True)
    ]
    found: dict[int, Values] = {}
    for key, *said in model.objects.filter(among("pk", keys)).order_by().values_list("pk", *asked):
        found[key] = dict(zip(plain, said, strict=True))
    for name in names:
        if name in plain:
            continue
        gathered: dict[int, list[Any]] = defaultdict(list)
        for key, one in _listed(model, name, keys):
            gathered[key].append(one)
        for key, values in found.items():
            values[name] = gathered[key]
    return found


def _listed(model: type[PageEditoriale], name: str, keys: list[int]) -> Iterable[tuple[int, Any]]:
    """(key of the page, key of the term or row) of a list, in its order."""
    if name in NAMED:
        rows, term = NAMED[name]
        one = rows_of(model)[rows]
        asked = one.model._default_manager.filter(among(f"{one.key}_id", keys))
        yield from asked.order_by(ORDER, "pk").values_list(f"{one.key}_id", f"{term}_id")
    elif name in lists_of(model):
        field: Any = lists_of(model)[name]
        source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        table = field.remote_field.through._default_manager.filter(among(source, keys))
        yield from table.order_by(target).values_list(source, target)
    else:
        one = rows_of(model)[name]
        asked = one.model._default_manager.filter(among(f"{one.key}_id", keys)).order_by(ORDER, "pk")
        for key, *said in asked.values_list(f"{one.key}_id", *one.columns):
            yield key, dict(zip(one.columns, said, strict=True))


def give_values(page: PageEditoriale, values: Mapping[str, Any]) -> None:
    """Write these values into the page in memory. PageRows that stay keep their keys, by their rank."""
    model = type(page)
    for name, said in values.items():
        if name in NAMED:
            rows, term = NAMED[name]
            _give_rows(page, rows_of(model)[rows], [{f"{term}_id": key} for key in said])
        elif name in lists_of(model):
            related: Any = lists_of(model)[name].related_model
            # Keys are enough: what is saved and what a version keeps reads nothing else of them.
            setattr(page, name, [related(pk=key) for key in said])
        elif name in rows_of(model):
            _give_rows(page, rows_of(model)[name], said)
        else:
            setattr(page, model._meta.get_field(name).attname, said)


def _give_rows(page: PageEditoriale, rows: PageRows, said: Iterable[Mapping[str, Any]]) -> None:
    kept = list(getattr(page, rows.name).all()) if page.pk else []
    given = []
    for rank, row in enumerate(said):
        child: Any = kept[rank] if rank < len(kept) else rows.model()
        for column, value in row.items():
            setattr(child, column, value)
        setattr(child, ORDER, rank)
        given.append(child)
    setattr(page, rows.name, given)


def wrong_values(model: type[PageEditoriale], values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the fields themselves refuse, in sentences, by the name of the field; asks nothing of the database."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, said in values.items():
        if name in NAMED or name in lists_of(model):
            continue
        if name in rows_of(model):
            rows = rows_of(model)[name]
            for row in said:
                for column, value in row.items():
                    found[name] += _refusal(rows.model._meta.get_field(column), value)
        else:
            found[name] += _refusal(model._meta.get_field(name), said)
    return {name: list(dict.fromkeys(said)) for name, said in found.items() if said}


def _refusal(field: Any, value: Any) -> list[str]:
    if field.is_relation:
        return [] if value is not None or field.null or field.blank else ["Ce champ ne peut pas être vide."]
    try:
        field.clean(value, None)
    except ValidationError as exc:
        return list(exc.messages)
    return []
