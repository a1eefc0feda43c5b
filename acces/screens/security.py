"""« Connexion et sécurité »: second factors and sessions of an account, on one screen."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from acces.screens.base import Screen
from acces.second_factor.factors import codes_left, factors_of
from acces.second_factor.passkeys import address_for_them, are_taken_here
from acces.second_factor.policy import is_required_of
from acces.sessions.listing import end_others, end_session, sessions_of


class Security(Screen):
    """What protects the account of who asks, and where it is open."""

    template_name = "acces/securite.html"
    page_title = "Connexion et sécurité"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101  `needs_account`
        return super().get_context_data(**kwargs) | {
            "factors": factors_of(user),
            "left": codes_left(user),
            "is_required": is_required_of(user),
            "takes_keys": are_taken_here(self.request),
            "address_for_keys": address_for_them(self.request),
            "sessions": sessions_of(user, this=self.request.session.session_key),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one session, or all others, or all."""
        user = request.user
        assert isinstance(user, User)  # noqa: S101  as above
        chosen = request.POST.get("fermer", "")
        if chosen == "toutes":
            end_others(user, but=None)
            logout(request)
            messages.success(request, "Toutes vos sessions sont fermées.")
            return redirect("wagtailadmin_login")
        if chosen == "autres":
            count = end_others(user, but=request.session.session_key)
            said = "Les autres sessions sont fermées." if count else "Il n’y en avait pas d’autre."
        else:
            said = "Cette session est fermée." if end_session(user, chosen) else "Elle était déjà fermée."
        messages.success(request, said)
        return redirect("acces:securite")
