"""Who has not given his second factor is a stranger at every door, and what protects an account asks again.

A middleware within django-otp’s. It costs no query where nobody is signed in, where the second factor was given, and
where nobody needs one.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.functional import SimpleLazyObject

from acces.proof import is_proven
from acces.second_factor.admission import Admission, admission, note_admission
from acces.sessions.listing import note_use

LOGINS = frozenset({"wagtailadmin_login", "wagtailcore_login"})
LOGOUT = "wagtailadmin_logout"
#: The screens of sign-in (`acces/urls.py`), and of those the ones that somebody sees who is asked for a second factor.
PLACE = ("acces", "otp_webauthn", "acces_oidc")
FOR_WHO_IS_ASKED = frozenset(
    {
        *("acces:verifier", "acces:invitation"),
        *("otp_webauthn:credential-authentication-begin", "otp_webauthn:credential-authentication-complete"),
        *("otp_webauthn:js-i18n-catalog", "acces_oidc:partir", "acces_oidc:revenir", LOGOUT),
    }
)
FOR_WHO_IS_TO_ADD_ONE = frozenset(
    {
        *("acces:securite", "acces:application", "acces:codes", "acces:cle"),
        *("otp_webauthn:credential-registration-begin", "otp_webauthn:credential-registration-complete"),
    }
)
#: What protects an account, or gives rights: mail and password, second factors, tokens, accounts of others.
SENSITIVE = frozenset(
    {
        *("wagtailadmin_account", "acces:application", "acces:codes", "acces:cle", "acces:retirer"),
        *("acces:renvoyer", "acces:sans_facteur"),
        *("comite_inviter", "comite_donner", "comite_retirer", "comite_mettre_en_service", "comite_effacer"),
        *(
            f"wagtailusers_{what}:{act}"
            for what in ("users", "api_tokens", "groups")
            for act in ("add", "edit", "delete")
        ),
    }
)
ADD_ONE = (
    "Votre rôle demande un second facteur\u00a0: ajoutez une clé d’accès ou une application de codes pour continuer."
)
Suite = Callable[[HttpRequest], HttpResponse]


class Gate:
    """A middleware after `OTPMiddleware`."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asker = request.user
        request.user = SimpleLazyObject(lambda: admitted(request, asker))  # type: ignore[assignment]  # as Django does
        response = self.get_response(request)
        note_use(request)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: Any) -> HttpResponse | None:
        """Where to go first; None lets the view answer."""
        match = request.resolver_match
        if match is None:
            return None
        if match.view_name in LOGINS and request.method == "GET":
            return _to_the_rest(request, admission(request), next_page=request.GET.get("next", ""))
        is_of_sign_in = match.view_name == LOGOUT or _is_of_sign_in(match)
        if is_of_sign_in and (first := _first(request, match.view_name)) is not None:
            return first
        if _is_sensitive(match) and request.user.is_authenticated and not is_proven(request):
            return ask_again(request)
        return None


def admitted(request: HttpRequest, asker: User | AnonymousUser) -> User | AnonymousUser:
    """Who asks, as every view sees it."""
    found = note_admission(request, asker)
    match = request.resolver_match
    known = match is not None and (match.view_name == LOGOUT or _is_of_sign_in(match))
    return asker if known or found is Admission.FREE else AnonymousUser()


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the screen that asks who this is, and back to where he was going."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return redirect(f"{reverse('acces:verifier')}?{urlencode({'next': back})}")


def _to_the_rest(request: HttpRequest, found: Admission, *, next_page: str) -> HttpResponse | None:
    if found is Admission.ASKED:
        return redirect(f"{reverse('acces:verifier')}?{urlencode({'next': next_page})}")
    if found is Admission.TO_ADD:
        messages.info(request, ADD_ONE)
        return redirect("acces:securite")
    return None


def _first(request: HttpRequest, name: str) -> HttpResponse | None:
    found = admission(request)
    allowed = FOR_WHO_IS_ASKED | FOR_WHO_IS_TO_ADD_ONE if found is Admission.TO_ADD else FOR_WHO_IS_ASKED
    return None if name in allowed else _to_the_rest(request, found, next_page="")


def _is_of_sign_in(match: ResolverMatch) -> bool:
    return any(one in PLACE for one in match.namespaces)


def _is_sensitive(match: ResolverMatch) -> bool:
    if match.view_name == "wagtail_bulk_action":
        return str(match.kwargs.get("app_label")) == "auth"
    return match.view_name in SENSITIVE
