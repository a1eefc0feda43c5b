"""The editor's form of every page: what is published is complete, a draft may wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from comite.guards.entrusting import preset_responsable, refused_holders
from comite.rights import Held
from ground.addresses.fields import noting
from pages.publication_rules import manques
from pages.registry import held_back

SLUG_AT_MOST = 200


class FormulaireDePage(WagtailAdminPageForm):
    """Applies the rules of publication to what was typed, children included.

    The model's own `clean()` runs before the children's forms are read, so it leaves these rules to the form.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        page, user = kwargs.get("instance"), kwargs.get("for_user")
        if page is not None and user is not None:
            preset_responsable(page, user)
        super().__init__(*args, **kwargs)
        self.instance.completed_addresses = {}
        if "slug" in self.fields:
            self.fields["slug"].required = False
        self.tenue_par = Held(self.instance.responsable_id, self.instance.adjoint_id)

    def defer_required_fields(self) -> None:
        """A page being reviewed stays complete: its last draft may be approved without another look at the form."""
        if self.instance.pk and self.instance.workflow_in_progress:
            return
        super().defer_required_fields()

    def full_clean(self) -> None:
        for formset in self.formsets.values() if self.is_bound else ():
            leave_empty_rows_out(formset)
        with noting(self.instance.completed_addresses):
            super().full_clean()

    def is_valid(self) -> bool:
        with noting(self.instance.completed_addresses):
            valid: bool = super().is_valid()
        return valid and (self.is_deferred_validation or self._passes_gates())

    def _passes_gates(self) -> bool:
        """Whether nothing holds back the page as it was typed, children included; what does is told at its field."""
        told = held_back(self._as_typed)
        for nom, sentences in told.items():
            # Of a list of blocks, the editor shows one error.
            self._report(nom, " ".join(sentences))
        return not told

    def _as_typed(self) -> Any:
        """The page in memory with all that was typed, as saving it would make it; nothing is written."""
        return self.save(commit=False)

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """What a form that stays open learns of a save: rows that were left out are none of those that are there."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        told = dict(updates)
        if "slug" in self.fields and self.data.get("slug") != self.instance.slug:
            told["slug"] = self.instance.slug
        for formset in self.formsets.values():
            name = f"{formset.management_form.prefix}-INITIAL_FORMS"
            left = len(formset.extra_forms) - len(added_rows(formset))
            if name in told and left:
                told[name] = str(formset.total_form_count() - left)
        return list(told.items())

    def clean_slug(self) -> str:
        """As typed. What is made of the title alone is made here, and gets a number where it is another page's."""
        typed = str(self.cleaned_data.get("slug") or "")
        title = str(self.cleaned_data.get("title") or "")
        base = slugify(title)[:SLUG_AT_MOST].strip("-") or "page"
        if not title or typed not in ("", base):
            return typed
        free = (slug for slug in self._numbered(base) if Page._slug_is_available(slug, self.parent_page, self.instance))
        return next(free)

    @staticmethod
    def _numbered(base: str) -> Iterator[str]:
        yield base
        yield from (f"{base}-{number}" for number in count(2))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation:
            contenus = {nom: self._contenu(nom) for nom in self.instance.relations_exigees}
            for nom, phrase in manques(contenus).items():
                self._report(nom, phrase)
        self._ask_holders(cleaned)
        return cleaned

    def _ask_holders(self, cleaned: dict[str, Any]) -> None:
        """Whoever is given the page may be given it by this account; what the form does not show stays as it is."""
        if self.for_user is None:
            return
        after = Held(*(
            getattr(cleaned.get(nom), "pk", None) if nom in self.fields else avant
            for nom, avant in zip(("responsable", "adjoint"), self.tenue_par, strict=True)
        ))  # fmt: skip
        asked = refused_holders(page=self.instance, user=self.for_user, before=self.tenue_par, after=after)
        for nom, phrase in asked.items():
            self._report(nom, phrase)

    def _post_clean(self) -> None:
        with self._regles_au_formulaire():
            super()._post_clean()

    @contextmanager
    def _regles_au_formulaire(self) -> Iterator[None]:
        self.instance.regles_reportees = True
        self.instance.saisie_en_brouillon = self.is_deferred_validation
        try:
            yield
        finally:
            self.instance.regles_reportees = self.instance.saisie_en_brouillon = False

    def _contenu(self, nom: str) -> Any:
        """What the page will hold: as typed, or as it is when this form does not show it."""
        if nom in self.formsets:
            formset = self.formsets[nom]
            formset.non_form_errors()  # reads what was typed, so that removed children are known
            return enfants_gardes(formset)
        return self.cleaned_data[nom] if nom in self.cleaned_data else getattr(self.instance, nom).all()

    def _report(self, nom: str, phrase: str) -> None:
        if nom in self.formsets:
            self.formsets[nom].non_form_errors().append(phrase)
        else:
            self.add_error(nom if nom in self.fields else None, phrase)


class ToldByName(FormulaireDePage):
    """The same for whoever writes by the API, whose form has few of the fields: what is missing is told by its name."""

    def _report(self, nom: str, phrase: str) -> None:
        if nom in self.formsets or nom in self.fields:
            super()._report(nom, phrase)
        else:
            self.errors.setdefault(nom, self.error_class()).append(phrase)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for field in self.instance._meta.concrete_fields:
            ours = field.model._meta.app_label == self.instance._meta.app_label and field.editable
            upwards = getattr(field.remote_field, "parent_link", False)
            asked = ours and not (field.blank or upwards or field.name in self.fields)
            if asked and getattr(self.instance, field.attname) in field.empty_values:
                self._report(field.name, str(field.error_messages["blank"]))


def added_rows(formset: BaseFormSet) -> list[BaseForm]:
    """The rows that were added and are children."""
    return [form for form in formset.extra_forms if form.has_changed()]


def leave_empty_rows_out(formset: BaseFormSet) -> None:
    """Rows that were opened last and left as they came are no children: their place in the order alone was sent.

    One that stands before a row with something in it is kept: rows that are sent again are known by their number.
    """
    for form in reversed(formset.extra_forms):
        if not set(form.changed_data) <= {ORDERING_FIELD_NAME}:
            break
        form.__dict__["changed_data"] = []  # Django keeps there what it has worked out


def enfants_gardes(formset: BaseFormSet) -> list[BaseForm]:
    """The children that will remain: neither removed by the editor nor left blank."""
    gardes = []
    for rang, form in enumerate(formset.forms):
        retire = form.is_bound and getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME, False)
        if not retire and (rang < formset.initial_form_count() or form.has_changed()):
            gardes.append(form)
    return gardes
