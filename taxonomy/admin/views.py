"""Views of the terms: the list with its counts, where a term is used, the merge."""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView, IndexView, InspectView, UsageView

from taxonomy.admin.forms import FormulaireDeFusion
from taxonomy.admin.listings import TakenOut
from taxonomy.admin.presentation import lignes_d_usages
from taxonomy.ladder import echelles
from taxonomy.lookup import look_up_terms, par_proximite
from taxonomy.merging import MergeReport, merge_terms
from taxonomy.models import Terme, Territoire
from taxonomy.usages import count_usages, usages_de


def url_de_fusion(terme: Terme) -> str:
    """Where an editor merges this term into another one."""
    return reverse(terme.snippet_viewset.get_url_name("fusion"), args=[quote(terme.pk)])  # type: ignore[attr-defined]


class ListeDeTermes(TakenOut, IndexView):
    """The list of one kind of term; counts of use are asked for the rows of the page only."""

    @property
    def deletes(self) -> bool:
        """Whether this account may delete such terms, several at once too."""
        return bool(self.user_has_permission("delete"))

    @cached_property
    def columns(self) -> list[Any]:
        columns = super().columns
        return columns if self.deletes else [one for one in columns if not isinstance(one, BulkActionsCheckboxColumn)]

    def search_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if not self.is_searching:
            return queryset
        found = look_up_terms(queryset, self.search_query)
        return found if self.is_explicitly_ordered else par_proximite(found, self.search_query)

    def get_table(self, object_list: Any) -> Any:
        termes = list(object_list)
        usages = count_usages(self.model, [terme.pk for terme in termes])
        textes = echelles(termes) if self.model is Territoire else {}
        for terme in termes:
            terme.usages = usages[terme.pk]
            terme.echelle = textes.get(terme.pk, "")
        return super().get_table(termes)

    def get_list_more_buttons(self, instance: Terme) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("delete"):
            buttons.append(MenuItem("Fusionner…", url=url_de_fusion(instance), icon_name="resubmit", priority=25))
        return list(buttons)


class EditionDeTerme(EditView):
    """The term's own page, with the merge at hand."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if self.can_delete:
            buttons.append(Button("Fusionner…", url=url_de_fusion(self.object), icon_name="resubmit", priority=15))
        return list(buttons)


class LectureDeTerme(InspectView):
    """The term as it is, for whoever reads it and does not change it."""

    page_title = "Lire"
    header_icon = "view"
    usage_url_name: str | None = None

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        where = reverse(self.usage_url_name, args=[quote(self.object.pk)])
        # Wagtail offers its deletion to whoever may read.
        kept = super().header_more_buttons if self.user_has_permission("delete") else []
        return [*kept, Button("Utilisations", url=where, icon_name="link", priority=15)]

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return "Oui" if value else "Non"
        return "–" if value in (None, "") else value


class UtilisationsDeTerme(UsageView):
    """Everything that cites the term, drafts too."""

    page_title = "Utilisations"
    permission_required = "view"
    template_name = "taxonomy_admin/utilisations.html"
    inspect_url_name: str | None = None

    def get_edit_url(self, instance: Any) -> str:
        """The term’s form, or the term as one reads it."""
        name = self.edit_url_name if self.user_has_permission("change") else self.inspect_url_name
        return reverse(name, args=[quote(instance.pk)])

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        return buttons if self.user_has_permission("change") else []

    def get_queryset(self) -> list[Any]:
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        usages = usages_de(self.object)
        context["usages"] = usages
        context["lignes"] = lignes_d_usages(usages, self.request.user)
        return context


class FusionDeTerme(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Choose the term that stays, read what will change, confirm."""

    permission_required = "delete"
    template_name = "taxonomy_admin/fusion.html"
    page_title = "Fusionner"
    header_icon = "resubmit"
    form_class = FormulaireDeFusion
    model: Any = None
    viewset: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.model, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        vues = self.viewset
        return [
            *vues.breadcrumbs_items,
            {"url": reverse(vues.get_url_name("list")), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": reverse(vues.get_url_name("edit"), args=[quote(self.object.pk)]), "label": str(self.object)},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "source": self.object, "widget": self.viewset.chooser_viewset.widget_class()}

    def form_valid(self, form: FormulaireDeFusion) -> HttpResponse:
        cible = form.cleaned_data["cible"]
        if "confirmer" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, cible=cible))
        nom = str(self.object)
        try:
            bilan = merge_terms(source=self.object, cible=cible, by=self.request.user)
        except ValidationError as exc:
            form.add_error("cible", exc)
            return self.form_invalid(form)
        messages.success(self.request, phrase_de_bilan(nom, str(cible), bilan))
        return redirect(self.viewset.get_url_name("list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        usages = usages_de(self.object)
        context.update(
            source=self.object,
            usages=usages,
            lignes=lignes_d_usages(usages, self.request.user),
            media=context["form"].media,
        )
        return context


def phrase_de_bilan(source: str, cible: str, bilan: MergeReport) -> str:
    """What the editor reads after a merge."""
    accord = "s" if bilan.deplacees > 1 else ""
    return f"« {source} » est devenu « {cible} » : {bilan.deplacees} utilisation{accord} reprise{accord}."
