"""The gate: everything that stands against a set, asked of all of it at once, each with where it is put right.

It looks at the site as it will be: a parent that the set publishes counts as published, one that it withdraws does not.
Asked again in the transaction of the publication, where the site may have changed since.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState

from acces.accounts.naming import nom_de
from liens.enums import EtatLien
from liens.models import OccurrenceLien
from liens.places import adresse_de_correction
from pages.publication_rules import sentences_of
from parutions.applying import expiry_of
from parutions.enums import OPEN, Sorte
from parutions.models import PageDeParution, Parution
from parutions.rights import agrees

DEAD = (EtatLien.CASSE, EtatLien.DANGER)
UNREADABLE = "Ce brouillon ne peut plus être lu : il cite quelque chose qui a été supprimé. Enregistrez-le de nouveau."


@dataclass(frozen=True, slots=True)
class Objection:
    """Something to see to. `grave`: the set cannot appear with it. `url`: where it is put right, "" for nowhere."""

    phrase: str
    element: PageDeParution | None = None
    url: str = ""
    grave: bool = True

    @property
    def sentence(self) -> str:
        """What it is, with the page."""
        return f"« {self.element.titre} » : {self.phrase}" if self.element else self.phrase


def refusals(parution: Parution, elements: Sequence[PageDeParution], *, now: datetime) -> list[str]:
    """What keeps the set from appearing now, in sentences. Drafts are not read through: saving them does that."""
    gate = Examination(elements, now=now, at=now, complete=False)
    return [one.sentence for one in gate.findings() if one.grave]


def elements_of(parution: Parution) -> list[PageDeParution]:
    """What the gate reads of a set."""
    known = parution.elements.select_related("page", "destination", "revision__user", "ajoute_par", "accord_par")
    return list(known.defer("avant"))


def findings(parution: Parution, elements: Sequence[PageDeParution], *, now: datetime) -> list[Objection]:
    """All that is to be seen to before the set appears at its hour."""
    if not elements:
        return [Objection("Cette parution ne contient encore aucune page.")]
    found = []
    if parution.le <= now:
        where = reverse("parutions_modifier", args=[parution.pk])
        found.append(Objection("L’heure de cette parution est passée : choisissez-en une autre.", url=where))
    found.extend(Examination(elements, now=now, at=max(parution.le, now)).findings())
    return found


@dataclass
class Examination:
    """One look at all pages of a set."""

    elements: Sequence[PageDeParution]
    now: datetime
    at: datetime
    complete: bool = True
    pages: dict[int, Any] = field(init=False)
    ancestors: dict[str, Page] = field(init=False)

    def __post_init__(self) -> None:
        ids = [one.page_id for one in self.elements if one.page_id]
        self.pages = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
        self.ancestors = {page.path: page for page in Page.objects.filter(path__in=self._paths_above())}
        self.by_page = {one.page_id: one for one in self.elements if one.page_id}
        self.contents = {one.pk: content for one in self.elements if (content := _content(one)) is not None}
        self.out = {
            one.page_id for one in self.elements if one.sorte == Sorte.PUBLIER and self._expires(one) and one.page_id
        }
        self.elsewhere = self._other_sets(ids)
        self.reviewed, self.scheduled = _reviewed(ids), _scheduled(ids)
        self.dead = _dead_links(ids)

    def findings(self) -> Iterator[Objection]:
        """Page after page, then what they do to one another."""
        for one in self.elements:
            if one.page is None:
                yield Objection("cette page a été supprimée : retirez-la de la parution.", one)
                continue
            yield from self._of(one, self.pages[one.page.pk])
        yield from self._same_address()

    def _of(self, one: PageDeParution, page: Any) -> Iterator[Objection]:
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        if other := self.elsewhere.get(page.pk):
            yield Objection(f"elle est aussi dans la parution « {other} ».", one, reverse("parutions_liste"))
        if page.locked:
            who = f" par {nom_de(page.locked_by)}" if page.locked_by else ""
            yield Objection(f"elle est verrouillée{who}.", one, edit)
        if page.pk in self.reviewed:
            yield Objection("une relecture est en cours : qu’elle se termine ou soit annulée d’abord.", one, edit)
        if not agrees(one.accord_par, one):
            yield Objection(_who_agrees(page), one)
        if one.sorte == Sorte.PUBLIER:
            yield from self._published(one, page, edit)
        elif one.sorte == Sorte.DEPUBLIER:
            yield from self._withdrawn(one, page, edit)
        else:
            yield from self._moved(one, page, edit)

    def _published(self, one: PageDeParution, page: Any, edit: str) -> Iterator[Objection]:
        content = self.contents.get(one.pk)
        if content is None:
            yield Objection("le brouillon choisi n’existe plus : prenez la dernière version.", one, edit)
            return
        if page.pk in self.out:
            yield Objection(
                "elle aura expiré : elle sera laissée de côté.", one, _field(edit, "expire_at"), grave=False
            )
        if page.pk in self.scheduled:
            yield Objection(
                "elle est aussi programmée à une heure à elle : annulez-la.", one, _field(edit, "go_live_at")
            )
        if one.est_modifiee_depuis:
            # Once approved, what was approved appears; before, somebody says which version is meant.
            settled = one.contenu is not None
            yield Objection(_edited(page, settled), one, edit, grave=not settled)
        if self.complete:
            yield from self._complete(one, page, content, edit)
        yield from self._parent_is_there(one, page.path[: -page.steplen])
        for occurrence in self.dead.get(page.pk, ()):
            where = adresse_de_correction(occurrence)
            yield Objection(f"le lien {occurrence.lien.url} ne répond plus.", one, where, grave=False)

    def _complete(self, one: PageDeParution, page: Any, content: dict[str, Any], edit: str) -> Iterator[Objection]:
        try:
            draft = page.with_content_json(content)
            draft.live = True
            draft.full_clean()
        except ValidationError as exc:
            for name, errors in _by_field(exc):
                where = edit if name == NON_FIELD_ERRORS else _field(edit, name)
                told = sentences_of(page, ValidationError({name: errors}))
                yield from (Objection(sentence, one, where) for sentence in told)
        except Exception:  # noqa: BLE001  whatever a version of another time may hold
            yield Objection(UNREADABLE, one, edit)

    def _withdrawn(self, one: PageDeParution, page: Any, edit: str) -> Iterator[Objection]:
        if not page.live:
            yield Objection("elle n’est déjà plus en ligne.", one, edit, grave=False)
        below = page.get_descendants().live()
        left = [child for child in below if not self._goes(child.pk)]
        if left:
            names = ", ".join(f"« {child.get_admin_display_title()} »" for child in left[:3])
            yield Objection(f"des pages rangées dessous resteraient en ligne : {names}.", one, edit)

    def _goes(self, pk: int) -> bool:
        element = self.by_page.get(pk)
        return element is not None and element.sorte in (Sorte.DEPUBLIER, Sorte.DEPLACER)

    def _moved(self, one: PageDeParution, page: Any, edit: str) -> Iterator[Objection]:
        target = one.destination
        if target is None:
            yield Objection("la page sous laquelle elle doit aller a été supprimée.", one)
            return
        name = f"« {target.get_admin_display_title()} »"
        if target.path.startswith(page.path) or not page.can_move_to(target.specific_deferred):
            yield Objection(f"elle ne peut pas être rangée sous {name}.", one)
        elif not page.is_child_of(target) and not Page._slug_is_available(page.slug, target, page):
            yield Objection(f"sous {name}, une autre page a déjà son adresse.", one, _field(edit, "slug"))
        if page.live:
            yield from self._parent_is_there(one, target.path)

    def _parent_is_there(self, one: PageDeParution, path: str) -> Iterator[Objection]:
        """Everything above the page is online once the set has appeared."""
        for end in range(Page.steplen * 2, len(path) + 1, Page.steplen):
            above = self.ancestors.get(path[:end])
            if above is not None and not self._will_be_live(above):
                name = f"« {above.get_admin_display_title()} »"
                where = reverse("wagtailadmin_pages:edit", args=[above.pk])
                yield Objection(f"elle est rangée sous {name}, qui ne sera pas en ligne.", one, where)
                return

    def _will_be_live(self, page: Page) -> bool:
        element = self.by_page.get(page.pk)
        if element is None or element.sorte == Sorte.DEPLACER:
            return bool(page.live)
        if element.sorte == Sorte.DEPUBLIER:
            return False
        return page.live or page.pk not in self.out

    def _same_address(self) -> Iterator[Objection]:
        """Two pages of the set that would stand at one address."""
        places = {one.pk: place for one in self.elements if (place := self._place(one)) is not None}
        several = {place for place, count in Counter(places.values()).items() if count > 1}
        for one in self.elements:
            if one.page is not None and places.get(one.pk) in several:
                edit = reverse("wagtailadmin_pages:edit", args=[one.page.pk])
                yield Objection("une autre page de la parution prend la même adresse.", one, _field(edit, "slug"))

    def _place(self, one: PageDeParution) -> tuple[str, str] | None:
        if one.page is None or one.sorte == Sorte.DEPUBLIER:
            return None
        if one.sorte == Sorte.DEPLACER:
            return (one.destination.path, one.page.slug) if one.destination else None
        content = self.contents.get(one.pk) or {}
        return one.page.path[: -Page.steplen], str(content.get("slug") or one.page.slug)

    def _expires(self, one: PageDeParution) -> bool:
        expiry = expiry_of(self.contents.get(one.pk) or {})
        return expiry is not None and expiry <= self.at

    def _paths_above(self) -> set[str]:
        paths = [one.page.path[: -Page.steplen] for one in self.elements if one.page]
        paths += [one.destination.path for one in self.elements if one.destination]
        return {path[:end] for path in paths for end in range(Page.steplen * 2, len(path) + 1, Page.steplen)}

    def _other_sets(self, ids: list[int]) -> dict[int, str]:
        here = {one.parution_id for one in self.elements}
        others = PageDeParution.objects.filter(page_id__in=ids, parution__etat__in=OPEN).exclude(parution_id__in=here)
        return {pk: name for pk, name in others.values_list("page_id", "parution__nom") if pk}


def _content(one: PageDeParution) -> dict[str, Any] | None:
    """What the page will say: as approved, or as its draft says now."""
    if one.contenu is not None:
        return dict(one.contenu)
    return dict(one.revision.content) if one.revision is not None else None


def _edited(page: Any, settled: bool) -> str:
    latest = Revision.objects.filter(pk=page.latest_revision_id).select_related("user").first()
    who = f" par {nom_de(latest.user)}" if latest and latest.user else ""
    when = f" le {timezone.localtime(latest.created_at):%d/%m/%Y à %H:%M}" if latest else ""
    then = "c’est la version approuvée qui paraîtra." if settled else "prenez la dernière version, ou retirez-la."
    return f"elle a été modifiée{who}{when} depuis qu’elle est dans la parution ; {then}"


def _who_agrees(page: Any) -> str:
    holder = getattr(page, "responsable", None)
    of = f" de {holder}" if holder else ""
    return f"il manque l’accord d’une personne{of} qui puisse le faire elle-même."


def _reviewed(ids: list[int]) -> set[int]:
    kind = ContentType.objects.get_for_model(Page)
    states = WorkflowState.objects.active().filter(base_content_type=kind, object_id__in=[str(pk) for pk in ids])
    return {int(pk) for pk in states.values_list("object_id", flat=True)}


def _scheduled(ids: list[int]) -> set[int]:
    kind = ContentType.objects.get_for_model(Page)
    waiting = Revision.objects.filter(approved_go_live_at__isnull=False, base_content_type=kind)
    return {int(pk) for pk in waiting.filter(object_id__in=[str(pk) for pk in ids]).values_list("object_id", flat=True)}


def _dead_links(ids: list[int]) -> dict[int, list[OccurrenceLien]]:
    found: dict[int, list[OccurrenceLien]] = {}
    dead = OccurrenceLien.objects.filter(page_id__in=ids, en_brouillon=True, lien__etat__in=DEAD)
    for one in dead.select_related("lien", "page").order_by("pk"):
        found.setdefault(one.page_id or 0, []).append(one)
    return found


def _by_field(exc: ValidationError) -> Iterator[tuple[str, list[str]]]:
    if hasattr(exc, "error_dict"):
        yield from exc.message_dict.items()
    else:
        yield NON_FIELD_ERRORS, exc.messages


def _field(edit: str, name: str) -> str:
    """The editor, opened at this field."""
    return f"{edit}#:w:contentpath={quote(name)}"
