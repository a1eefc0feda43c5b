"""Passkeys: the views of django-otp-webauthn, told of our proofs, and where a browser takes them.

A browser binds a passkey to a name and refuses an address of numbers: at 127.0.0.1 there is only a way to `localhost`.
"""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.i18n import JavaScriptCatalog
from django_otp_webauthn import exceptions, views
from django_otp_webauthn.models import WebAuthnCredential

from acces.accounts.noting import FACTOR, note
from acces.devices import note_opened
from acces.proof import ProofKind, is_proven, note_failure, note_proof
from acces.second_factor.admission import note_verified
from acces.second_factor.factors import tell_added
from ground.edges.lanes import PASSWORDS
from ground.facts import Weight, weighs


class NotProvenError(exceptions.OTPWebAuthnApiError):
    """The password was given too long ago."""

    status_code = 403
    default_code = "not_proven"
    default_detail = "Votre identité a été confirmée il y a trop longtemps\u00a0: rechargez la page."


class BeginRegistration(views.BeginCredentialRegistrationView):
    """The library’s, for who has just shown who he is."""

    def check_can_register(self) -> None:
        if not is_proven(self.request):
            raise NotProvenError


class CompleteRegistration(views.CompleteCredentialRegistrationView):
    """The library’s; the owner is told by mail."""

    def check_can_register(self) -> None:
        if not is_proven(self.request):
            raise NotProvenError

    def post(self, *args: object, **kwargs: object) -> JsonResponse:
        before = set(WebAuthnCredential.objects.filter(user=self.request.user).values_list("pk", flat=True))
        response: JsonResponse = super().post(*args, **kwargs)
        fresh = WebAuthnCredential.objects.filter(user=self.request.user).exclude(pk__in=before).first()
        if fresh is not None:
            fresh.name = "Clé d’accès"
            fresh.save(update_fields=["name"])
            note_verified(self.request, fresh)
            note(FACTOR, fresh.user, by=fresh.user)
            tell_added(fresh.user, fresh.name)
        return response


class CompleteAuthentication(views.CompleteCredentialAuthenticationView):
    """The library’s: without an account it signs in, with one it is the second factor, or shows anew who this is."""

    def post(self, *args: object, **kwargs: object) -> JsonResponse:
        try:
            response: JsonResponse = super().post(*args, **kwargs)
        except exceptions.OTPWebAuthnApiError:
            note_failure(ProofKind.PASSKEY, self.request)
            raise
        return response

    def complete_auth(self, device: WebAuthnCredential) -> User:
        user: User = super().complete_auth(device)
        note_verified(self.request, device)
        note_proof(self.request)
        note_opened(self.request, device.user.get_username())
        return user


urlpatterns = [
    path("ajouter/", weighs()(BeginRegistration.as_view()), name="credential-registration-begin"),
    path("ajoutee/", weighs(Weight(cost=2))(CompleteRegistration.as_view()), name="credential-registration-complete"),
    path(
        "montrer/",
        weighs(Weight(cost=1))(views.BeginCredentialAuthenticationView.as_view()),
        name="credential-authentication-begin",
    ),
    path(
        "montree/",
        weighs(Weight(cost=10, lane=PASSWORDS))(CompleteAuthentication.as_view()),
        name="credential-authentication-complete",
    ),
    path("mots/", weighs()(JavaScriptCatalog.as_view(packages=["django_otp_webauthn"])), name="js-i18n-catalog"),
]


def are_taken_here(request: HttpRequest) -> bool:
    """Whether a browser that came to this address offers passkeys."""
    return f"{request.scheme}://{request.get_host()}" in settings.OTP_WEBAUTHN_ALLOWED_ORIGINS


def address_for_them(request: HttpRequest) -> str:
    """The same page by the name at which they are taken; "" where there is none that leads here."""
    name = urlsplit(settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0])
    here = urlsplit(settings.SITE_URL)
    if name.hostname == "localhost" and here.hostname not in ("127.0.0.1", "::1", "localhost"):
        return ""
    return urlunsplit((name.scheme, name.netloc, request.path, request.META.get("QUERY_STRING", ""), ""))
