"""A form on a page of its own, as the menus « Comité » and « Parutions » have them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class FormScreen(WagtailAdminTemplateMixin, TemplateView):
    """A form that is shown again with what stands against it."""

    template_name = "comite/formulaire.html"
    bouton = "Enregistrer"

    def form_of(self, data: Any = None) -> Any:
        """The form, empty or with what was sent."""
        raise NotImplementedError

    def save(self, form: Any) -> str:
        """Do it; returns what is said then. Raises ValidationError."""
        raise NotImplementedError

    def above_url(self) -> str:
        """Where whoever gives up goes."""
        raise NotImplementedError

    def done_url(self) -> str:
        """Where one is led once it is saved."""
        return self.above_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_of())
        return {**super().get_context_data(**kwargs), "bouton": self.bouton, "retour": self.above_url()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_of(request.POST)
        if form.is_valid():
            try:
                said = self.save(form)
            except ValidationError as refused:
                known = {name for name in getattr(refused, "error_dict", {}) if name in form.fields}
                form.add_error(None, refused if known == set(getattr(refused, "error_dict", {})) else refused.messages)
            else:
                messages.success(request, said)
                return redirect(self.done_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)
