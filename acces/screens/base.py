"""A screen of sign-in: within the admin for who may use it, as plain as the login for everybody else."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from acces.second_factor.admission import Admission, admission

INSIDE, OUTSIDE = "acces/dedans.html", "acces/porte.html"
HOME = "wagtailadmin_home"


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Screen(WagtailAdminTemplateMixin, TemplateView):
    """What all have in common. `is_door`: always as plain as the login."""

    header_icon = "key"
    is_door = False
    needs_account = True
    parent = ("acces:securite", "Connexion et sécurité")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.needs_account and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
        return super().dispatch(request, *args, **kwargs)

    def is_inside(self) -> bool:
        """Whether the asker sees the menu of the admin around it."""
        # The asker may be known here and a stranger elsewhere: acces/gate.py.
        is_free = admission(self.request) is Admission.FREE
        return not self.is_door and is_free and self.request.user.has_perm("wagtailadmin.access_admin")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name, label = self.parent
        above = [{"url": reverse(name), "label": label}] if label != self.page_title else []
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"base": INSIDE if self.is_inside() else OUTSIDE, "next": self.next_page()}

    def next_page(self) -> str:
        """Where the asker was going: a page of this site, or the home of the admin."""
        said = self.request.POST.get("next") or self.request.GET.get("next") or ""
        is_ours = url_has_allowed_host_and_scheme(
            said, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return said if is_ours else reverse(HOME)
