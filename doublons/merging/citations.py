"""Who names a page, and the page that stays put in its place: in what is online, in drafts, in old versions.

As with terms that are merged, rows and versions are rewritten where they are: what is said stays the same, so that
nobody's page becomes a draft and no version is added. Candidates are found by the number of the page in the text of the
row; the writer looks at each.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField
from wagtail.models import ReferenceIndex, Revision, RevisionMixin

from doublons.merging.following import citing_keys
from doublons.merging.rewriting import PageWriter
from pages.events import signals
from pages.models import PageEditoriale

LOT = 200


@dataclass(slots=True)
class Citations:
    """Where a page is named: pages by key, with how many places; others by the words of what they are."""

    pages: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    others: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    versions: int = 0

    @property
    def places(self) -> int:
        """How many places in pages."""
        return sum(self.pages.values())


@cache
def content_models() -> tuple[type[models.Model], ...]:
    """The models, pages and their children, in whose fields a page may be named."""
    return tuple(model for model in apps.get_models() if _content_fields(model))


def count_citations(page: PageEditoriale) -> Citations:
    """Where this page is named now, in rows; nothing is changed."""
    found = Citations()
    for model, row, names in _rows_naming(page.pk):
        writer = PageWriter(page.pk, page.pk)
        for name in names:
            writer.field(_field(model, name), _stored(row, name))
        if writer.places:
            _tell(found, model, row, writer.places)
    for (model, name), words in citing_keys().items():
        for row in _citing_rows(model, name, page.pk):
            host = _host_of(row)
            if isinstance(host, PageEditoriale):
                found.pages[host.pk] += 1
            else:
                found.others[words] += 1
    return found


def move_citations(source: PageEditoriale, cible: PageEditoriale) -> Citations:
    """Name `cible` wherever `source` is named. Whoever shows one of these pages is told that it changed."""
    found = Citations()
    hosts: dict[int, PageEditoriale] = {}
    for model, row, names in _rows_naming(source.pk):
        writer = PageWriter(source.pk, cible.pk)
        values = {name: writer.field(_field(model, name), _stored(row, name)) for name in names}
        if writer.places:
            # Written by the table: a page that is incomplete today is rewritten as well.
            model._base_manager.filter(pk=row.pk).update(
                **{name: _field(model, name).to_python(value) for name, value in values.items()}
            )
            _tell(found, model, row, writer.places)
            _remember(hosts, row)
    for (model, name), words in citing_keys().items():
        _move_keys(model, name, words, source, cible, found, hosts)
    found.versions = _rewrite_versions(source, cible)
    for pk in hosts:
        _say_changed(pk)
    return found


def _move_keys(
    model: type[models.Model],
    name: str,
    words: tuple[str, str],
    source: PageEditoriale,
    cible: PageEditoriale,
    found: Citations,
    hosts: dict[int, PageEditoriale],
) -> None:
    parental = _parental(model)
    for row in _citing_rows(model, name, source.pk):
        host = _host_of(row)
        if isinstance(host, PageEditoriale):
            found.pages[host.pk] += 1
        else:
            found.others[words] += 1
        _remember(hosts, row)
        same = {name: cible.pk} | ({parental: getattr(row, f"{parental}_id")} if parental else {"pk": row.pk})
        if parental and model._base_manager.filter(**same).exists():
            row.delete()  # the host names the page that stays already
        else:
            setattr(row, f"{name}_id", cible.pk)
            row.save(update_fields=[name])


def _content_fields(model: type[models.Model]) -> list[str]:
    return [one.name for one in model._meta.local_fields if isinstance(one, StreamField | RichTextField)]


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _rows_naming(pk: int) -> Iterator[tuple[type[models.Model], models.Model, list[str]]]:
    """(model, row, fields) of what holds the number of the page in its text."""
    for model in content_models():
        names = _content_fields(model)
        texts = {f"texte_{name}": Cast(name, TextField()) for name in names}
        naming = models.Q()
        for text in texts:
            naming |= models.Q(**{f"{text}__contains": str(pk)})
        rows = model._base_manager.annotate(**texts).filter(naming)
        for row in rows.iterator(chunk_size=LOT):
            yield model, row, names


def _stored(row: models.Model, name: str) -> str:
    """The value as versions keep it."""
    value: str = _field(type(row), name).value_to_string(row)
    return value


def _citing_rows(model: type[models.Model], name: str, pk: int) -> list[models.Model]:
    return list(model._base_manager.filter(**{name: pk}).order_by("pk"))


@cache
def _parental(model: type[models.Model]) -> str:
    found = (one.name for one in model._meta.concrete_fields if isinstance(one, ParentalKey))
    return next(found, "")


def _host_of(row: models.Model) -> models.Model:
    """What an editor opens: the page or the term of which a row is a part, or the row itself."""
    name = _parental(type(row))
    return getattr(row, name) if name else row


def _remember(hosts: dict[int, PageEditoriale], row: models.Model) -> None:
    host = _host_of(row)
    if isinstance(host, PageEditoriale):
        hosts[host.pk] = host


def _tell(found: Citations, model: type[models.Model], row: models.Model, places: int) -> None:
    host = _host_of(row)
    if isinstance(host, PageEditoriale):
        found.pages[host.pk] += places
    else:
        words = str(model._meta.verbose_name), str(model._meta.verbose_name_plural)
        found.others[words] += places


def _rewrite_versions(source: PageEditoriale, cible: PageEditoriale) -> int:
    kinds = {
        ContentType.objects.get_for_model(model).pk: model
        for model in apps.get_models()
        if issubclass(model, RevisionMixin) and not model._meta.abstract
    }
    texts = Revision.objects.annotate(texte=Cast("content", TextField()))
    rows = texts.filter(content_type__in=kinds, texte__contains=str(source.pk)).exclude(
        object_id=str(source.pk), content_type=source.content_type_id
    )
    keys = list(rows.order_by().values_list("pk", flat=True))
    total = 0
    for start in range(0, len(keys), LOT):
        some = Revision.objects.filter(pk__in=keys[start : start + LOT]).only("content", "content_type_id")
        changed = [
            one for one in some if PageWriter(source.pk, cible.pk).content(kinds[one.content_type_id], one.content)
        ]
        Revision.objects.bulk_update(changed, ["content"])
        total += len(changed)
    return total


def _say_changed(pk: int) -> None:
    page = PageEditoriale.objects.get(pk=pk).specific
    ReferenceIndex.create_or_update_for_object(page)
    signals.page_changed.send(sender=type(page), page=page, created=False, renamed=False, readdressed=False)
