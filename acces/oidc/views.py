"""To the provider and back: the library’s views, which then say in a sentence why nobody was let in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView
from wagtail.admin.views.account import LogoutView

from acces.oidc import provider
from acces.oidc.backend import AGAIN, RefusedError
from acces.proof import note_proof
from ground.edges.lanes import MAILS
from ground.facts import Weight, weighs

REPLAYED = "Cette connexion a déjà servi ou a expiré. Recommencez."
GIVEN_UP = "{name} n’a connecté personne\u00a0: la demande a été abandonnée ou refusée là-bas."
ID_TOKEN = "oidc_id_token"  # noqa: S105  where the library keeps it in the session


class Leave(OIDCAuthenticationRequestView):
    """To the provider. With `?encore=1`, somebody who is in shows anew who he is."""

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return provider.setting(attr, *args)

    def __init__(self, **kwargs: Any) -> None:
        # The library’s asks for the endpoints here, where nobody could say that they are away.
        self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID

    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            return redirect(settings.LOGIN_URL)
        try:
            self.OIDC_OP_AUTH_ENDPOINT = provider.setting("OIDC_OP_AUTHORIZATION_ENDPOINT")
        except provider.ProviderError as exc:
            return _back_to_login(request, exc.sentence)
        request.session[AGAIN] = self._is_again()
        response: HttpResponse = super().get(request)
        return response

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        extra = {"acr_values": " ".join(settings.OIDC_ACR_VALUES)} if settings.OIDC_ACR_VALUES else {}
        return extra | ({"prompt": "login", "max_age": "60"} if self._is_again() else {})

    def _is_again(self) -> bool:
        return self.request.user.is_authenticated and "encore" in self.request.GET


class ComeBack(OIDCAuthenticationCallbackView):
    """From the provider."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            return redirect(settings.LOGIN_URL)
        if "error" in request.GET or "code" not in request.GET:
            # The library’s would sign out whoever follows such a link.
            request.session.get("oidc_states", {}).pop(request.GET.get("state", ""), None)
            request.session.modified = True
            return _back_to_login(request, GIVEN_UP.format(name=settings.OIDC_NAME))
        try:
            response: HttpResponse = super().get(request)
        except (RefusedError, provider.ProviderError) as exc:
            return _back_to_login(request, exc.sentence)
        except SuspiciousOperation:
            return _back_to_login(request, REPLAYED)
        return response

    def login_failure(self) -> HttpResponse:
        return _back_to_login(self.request, REPLAYED)

    def login_success(self) -> HttpResponse:
        found: User = self.user
        was_in = self.request.user.is_authenticated and self.request.user == found
        response: HttpResponse = super().login_success()
        if was_in:
            note_proof(self.request)
        return response

    @property
    def success_url(self) -> str:
        return str(self.request.session.pop("oidc_login_next", None) or reverse("wagtailadmin_home"))


class Logout(LogoutView):
    """Wagtail’s; who came by the provider leaves it as well."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.session.get(ID_TOKEN, "")
        address = provider.address_to_leave(request, token) if token else ""
        response: HttpResponse = super().post(request, *args, **kwargs)
        if address:
            response["Location"] = address
        return response


def _back_to_login(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("acces:verifier" if request.user.is_authenticated else settings.LOGIN_URL)


# What the provider is asked may take as long as a mail server’s answer.
urlpatterns = [
    path("", weighs(Weight(cost=5))(Leave.as_view()), name="partir"),
    path("retour/", weighs(Weight(cost=10, lane=MAILS))(ComeBack.as_view()), name="revenir"),
]
