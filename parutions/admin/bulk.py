"""« Ajouter à une parution », for one page or for many: from the editor, and as an action of the explorer."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from parutions.admin.forms import FormulaireDAjout
from parutions.contents import add_pages
from parutions.enums import Sorte
from parutions.models import open_sets
from parutions.rights import adds, prepares

ACTION = "ajouter_a_une_parution"


def address_for(page: Any, next_url: str = "") -> str:
    """Where one page is put into a set."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", ACTION])
    following = next_url or reverse("wagtailadmin_pages:edit", args=[page.pk])
    return f"{url}?id={page.pk}&next={following}"


class AjouterAUneParution(PageBulkAction):
    """Asks into which set, and what is to happen."""

    display_name = "Ajouter à une parution"
    action_type = ACTION
    aria_label = "Ajouter les pages sélectionnées à une parution"
    template_name = "parutions/ajouter.html"
    action_priority = 35
    form_class = FormulaireDAjout

    def check_perm(self, page: Any) -> bool:
        return adds(self.request.user, page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "ouvertes": open_sets().exists(),
            "prepare": prepares(self.request.user),
        }

    def prepare_action(self, objects: Sequence[Any], objects_without_access: Any) -> HttpResponse:
        asked = self.cleaned_form.cleaned_data
        try:
            made = add_pages(
                parution=asked["parution"],
                pages=objects,
                sorte=Sorte(asked["sorte"]),
                by=self.request.user,
                destination=asked["destination"],
            )
        except ValidationError as refused:
            for sentence in refused.messages:
                messages.error(self.request, sentence)
            return redirect(self.next_url)
        many = f"{len(made)} pages ajoutées" if len(made) > 1 else "Page ajoutée"
        messages.success(self.request, f"{many} à « {asked['parution']} ».")
        return redirect("parutions_une", pk=asked["parution"].pk)
