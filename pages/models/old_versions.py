"""A version that names what was deleted since opens all the same: without it, and saying so.

A version is JSON, so no foreign key protects what it names. django-modelcluster 6.5 reads it back key by key: it raises
where the key is protected, and says nothing where a list has lost an entry.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, Page, PageLogEntry

Data = dict[str, Any]
#: What is asked of the database: the rows that a model must still have, by the column that keys name.
Wanted = dict[tuple[type[models.Model], str], set[Any]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row that a version names and that is gone: the field's name for the editor, its model, its key."""

    champ: str
    model: type[models.Model]
    cle: Any

    @property
    def name(self) -> str:
        """What it was called when it was deleted in the admin; "" when no log tells."""
        log: Any = registry.get_log_model_for_model(self.model)
        if log is PageLogEntry:
            entries = PageLogEntry.objects.filter(page_id=self.cle)
        elif log is ModelLogEntry:
            entries = ModelLogEntry.objects.get_for_model(self.model).filter(object_id=str(self.cle))
        else:
            return ""
        last = entries.filter(action="wagtail.delete").order_by("-timestamp").first()
        return str(last.label) if last else ""

    def __str__(self) -> str:
        return f"{self.champ} « {name} »" if (name := self.name) else self.champ


class OldVersion:
    """A mixin of the page model: reads versions back, whatever was deleted since."""

    #: What this version names and had to leave out. Empty for what comes from its row.
    left_out: tuple[LeftOut, ...] = ()
    # What Wagtail keeps for itself is emptied without a word, as Wagtail does.
    _unsaid: ClassVar[frozenset[str]] = frozenset({"wagtailcore", "wagtailadmin"})

    @classmethod
    def from_serializable_data(cls, data: Data, check_fks: bool = True, strict_fks: bool = False) -> Self | None:
        """The version as a page; its keys are looked up here, one query for each model that it names."""
        found: Any = super()
        if not check_fks:
            page: Self | None = found.from_serializable_data(data, check_fks=False, strict_fks=strict_fks)
            return page
        wanted: Wanted = defaultdict(set)
        model: Any = cls
        _collect(model, data, wanted)
        missing = {where: keys - _existing(*where, keys) for where, keys in wanted.items()}
        gone: list[tuple[models.Field, Any]] = []
        data = _without(model, data, missing, gone)
        page = found.from_serializable_data(data, check_fks=False, strict_fks=strict_fks)
        if page is not None:
            page.left_out = (*_said(cls._unsaid, gone), *_gone_from_lists(page, data))
        return page

    @property
    def left_out_sentence(self) -> str:
        """What this version had to leave out, for whoever reads it; "" for nothing."""
        if not self.left_out:
            return ""
        return f"Cette version s’ouvre sans ce qui a été supprimé depuis : {' ; '.join(map(str, self.left_out))}."


def _keys(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys that a version of the model holds, but for those that lead to its own parent."""
    for field in model._meta.fields:
        upwards = isinstance(field, ParentalKey) or getattr(field.remote_field, "parent_link", False)
        if isinstance(field, models.ForeignKey) and not upwards:
            yield field


def _where(field: Any) -> tuple[type[models.Model], str]:
    return field.remote_field.model, field.target_field.attname


def _children(model: type[models.Model], data: Mapping[str, Any]) -> Iterator[tuple[str, type[models.Model]]]:
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if data.get(name):
            yield name, relation.related_model


def _collect(model: type[models.Model], data: Data, wanted: Wanted) -> None:
    for field in _keys(model):
        if data.get(field.name) is not None:
            wanted[_where(field)].add(field.target_field.to_python(data[field.name]))
    for name, child_model in _children(model, data):
        for child in data[name]:
            _collect(child_model, child, wanted)


def _existing(model: type[models.Model], column: str, keys: set[Any]) -> set[Any]:
    return set(model._default_manager.filter(**{f"{column}__in": keys}).values_list(column, flat=True))


def _without(
    model: type[models.Model], data: Data, missing: Wanted, gone: list[tuple[models.Field, Any]], *, child: bool = False
) -> Data:
    """The same version without the missing rows; {} for a child that is nothing without one of them."""
    kept = dict(data)
    for field in _keys(model):
        value = data.get(field.name)
        if value is None or field.target_field.to_python(value) not in missing.get(_where(field), ()):
            continue
        if field.remote_field.on_delete is models.DO_NOTHING:
            continue
        gone.append((field, value))
        if child and not field.null:
            return {}
        kept[field.name] = None
    for name, child_model in _children(model, data):
        rows = (_without(child_model, row, missing, gone, child=True) for row in data[name])
        kept[name] = [row for row in rows if row]
    return kept


def _said(unsaid: frozenset[str], gone: list[tuple[models.Field, Any]]) -> Iterator[LeftOut]:
    for field, key in gone:
        if field.model._meta.app_label not in unsaid:
            yield LeftOut(str(field.verbose_name), _where(field)[0], key)


def _gone_from_lists(page: Any, data: Data) -> Iterator[LeftOut]:
    """What lists have lost: they are read by now, so that no query is made for it."""
    lists: list[Any] = get_all_child_m2m_relations(type(page))
    for field in lists:
        there = {one.pk for one in getattr(page, field.name).all()} if data.get(field.name) else set()
        for key in data.get(field.name) or ():
            if key not in there:
                yield LeftOut(str(field.verbose_name), _where(field)[0], key)


def left_out_of(page: Page) -> str:
    """The sentence of any page, ours or not."""
    return str(getattr(page, "left_out_sentence", ""))
