"""Writes a trace beside each entry of Wagtail's log, whoever writes the entry.

The organisation is that of the moment: it goes into the entry's own data and into the trace, and what changes hands
later changes neither. An entry about an account is not named by its identifier, which may be a mail address.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_save, pre_save
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import APIToken, Collection, ModelLogEntry, Page, PageLogEntry

from comite.models import Absence, Appartenance, MiseEnService
from comite.rights import held_of
from comite.traces.enums import SorteTrace
from comite.traces.models import Trace
from comite.traces.naming import ERASED, name_of
from taxonomy.merging import ACTION as MERGED
from taxonomy.models import Partenaire

#: In an entry's data: the key of the organisation, and the account to which something was done.
ORGANISATION, ACCOUNT = "organisation", "compte"
RIGHTS = (Appartenance, Absence, MiseEnService, Group)


_together: ContextVar[bool] = ContextVar("traces_together", default=False)


@contextmanager
def told_once() -> Iterator[None]:
    """What one act does to many pages is told by the entry of the act; the history of each page has its own."""
    token = _together.set(True)
    try:
        yield
    finally:
        _together.reset(token)


def listen() -> None:
    """Follow Wagtail's two logs from now on."""
    for model in (PageLogEntry, ModelLogEntry):
        pre_save.connect(_complete, sender=model, dispatch_uid=f"traces.complete.{model.__name__}")
        post_save.connect(_keep, sender=model, dispatch_uid=f"traces.keep.{model.__name__}")
    post_delete.connect(_forget, sender=get_user_model(), dispatch_uid="traces.forget")


def kind_of(model: type | None) -> SorteTrace:
    """What an entry about a row of this model is about; what is neither page, right, account nor file is a setting."""
    if model is None:
        return SorteTrace.REGLAGE
    if issubclass(model, Page):
        return SorteTrace.PAGE
    if issubclass(model, RIGHTS):
        return SorteTrace.DROIT
    if issubclass(model, (get_user_model(), APIToken)):
        return SorteTrace.COMPTE
    if issubclass(model, (get_image_model(), get_document_model(), Collection)):
        return SorteTrace.FICHIER
    return SorteTrace.REGLAGE


def organisation_of_account(key: int | None) -> int | None:
    """The one member of the Comité to which this account belongs today; None when there is none, or several."""
    if key is None:
        return None
    roles = Appartenance.objects.in_force(timezone.localdate()).filter(compte=key, partenaire__isnull=False)
    found = set(roles.order_by().values_list("partenaire", flat=True).distinct()[:2])
    return found.pop() if len(found) == 1 else None


def log_pages(*, pages: Sequence[Any], action: str, by: Any, data: Mapping[str, Any] | None = None) -> None:
    """One entry for each page that was made, with its trace, written together: many saves would cost more than they."""
    now = timezone.now()
    entries = []
    for page in pages:
        organisation = held_of(page).responsable_id
        said = {**(data or {}), **({} if organisation is None else {ORGANISATION: organisation})}
        entries.append(
            PageLogEntry(
                page=page,
                content_type=ContentType.objects.get_for_model(page, for_concrete_model=False),
                label=page.get_admin_display_title(),
                action=action,
                timestamp=now,
                data=said,
                user=by,
                content_changed=True,
            )
        )
    names: dict[int | None, str] = {}
    traces = []
    for entry in PageLogEntry.objects.bulk_create(entries):
        key = entry.data.get(ORGANISATION)
        if key not in names:
            names[key] = _name(key)
        traces.append(
            Trace(le=now, sorte=SorteTrace.PAGE, organisation=key, nom=names[key], compte=entry.user_id, de_page=entry)
        )
    Trace.objects.bulk_create(traces)


def _complete(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Before an entry is written: its organisation, the account that it is about, and no address."""
    if raw or not instance._state.adding:
        return
    model = instance.content_type.model_class() if instance.content_type else None
    said = dict(instance.data or {})
    account = _account_of(instance, model)
    if account is not None:
        said.setdefault(ACCOUNT, account)
    if ORGANISATION not in said:
        organisation = _organisation_of(instance, model, said)
        if organisation is not None:
            said[ORGANISATION] = organisation
    instance.data = said
    if model is not None and issubclass(model, get_user_model()):
        found = get_user_model().objects.filter(pk=instance.object_id).first()
        instance.label = name_of(found) if found else ERASED


def _account_of(entry: Any, model: type | None) -> int | None:
    if model is None or isinstance(entry, PageLogEntry):
        return None
    if issubclass(model, get_user_model()):
        return int(entry.object_id)
    if issubclass(model, APIToken):
        return APIToken.objects.filter(pk=entry.object_id).values_list("user", flat=True).first()
    return None


def _organisation_of(entry: Any, model: type | None, said: dict[str, Any]) -> int | None:
    if isinstance(entry, PageLogEntry):
        is_at_hand = PageLogEntry.page.field.is_cached(entry)
        page = entry.page if is_at_hand else Page.objects.filter(pk=entry.page_id).first()
        return held_of(page).responsable_id
    if model is not None and issubclass(model, Partenaire):
        is_member = Partenaire.objects.filter(pk=entry.object_id, est_comite=True).exists()
        return int(entry.object_id) if is_member else None
    if said.get(ACCOUNT) is not None:
        return organisation_of_account(said[ACCOUNT])
    # A file belongs to nobody: it is of the organisation of whoever touches it.
    return organisation_of_account(entry.user_id) if kind_of(model) is SorteTrace.FICHIER else None


def _keep(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    of_page = isinstance(instance, PageLogEntry)
    if raw or not created or (of_page and _together.get()):
        return
    model = instance.content_type.model_class() if instance.content_type else None
    said = instance.data or {}
    organisation = said.get(ORGANISATION)
    if instance.action == MERGED and "source" in said:
        # The people of an organisation that was merged go on reading what it did.
        Trace.objects.filter(organisation=said["source"]).update(organisation=int(instance.object_id))
    Trace.objects.create(
        le=instance.timestamp,
        sorte=SorteTrace.PAGE if of_page else kind_of(model),
        organisation=organisation,
        nom=_name(organisation),
        compte=instance.user_id,
        concerne=said.get(ACCOUNT),
        de_page=instance if of_page else None,
        d_objet=None if of_page else instance,
    )


def _name(organisation: int | None) -> str:
    if organisation is None:
        return ""
    found = Partenaire.objects.filter(pk=organisation).values_list("nom", flat=True).first()
    return (found or "")[:255]


def _forget(sender: Any, instance: Any, **kwargs: Any) -> None:
    """An account that is deleted leaves no name in the log."""
    forget_name(instance.pk)


def forget_name(account: int) -> None:
    """Name the account in the entries about it as one that is gone."""
    ModelLogEntry.objects.get_for_model(get_user_model()).filter(object_id=str(account)).update(label=ERASED)
