"""The screens of the second factor. All but passkeys work without scripts."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from acces.devices import note_opened
from acces.proof import ProofKind, note_failure, note_proof
from acces.screens.base import Screen
from acces.second_factor import factors
from acces.second_factor.admission import Admission, admission, note_verified
from acces.second_factor.passkeys import address_for_them, are_taken_here
from acces.sessions.listing import end_others

CODES = "acces.codes"


class CodeForm(forms.Form):
    """A code of the application, or one for emergencies."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text="Les six chiffres que montre votre application, ou un code de secours.",
    )


class PasswordForm(forms.Form):
    """The password that somebody signed in with."""

    mot_de_passe = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ApplicationForm(forms.Form):
    """What shows that the application has the key."""

    nom = forms.CharField(label="Nom", max_length=60, initial="Application", help_text="Pour la reconnaître plus tard.")
    code = forms.CharField(
        label="Code affiché par l’application",
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class Verify(Screen):
    """Asks for the second factor; of who is in already, for whatever shows anew who this is."""

    template_name = "acces/verifier.html"
    is_door = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_second = admission(request) is Admission.ASKED
        self.page_title = "Encore une étape" if self.is_second else "Confirmez que c’est bien vous"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101  `needs_account`
        kinds = {one.kind for one in factors.factors_of(user)}
        by_code = bool(kinds)
        kwargs.setdefault("form", CodeForm() if by_code else PasswordForm())
        return super().get_context_data(**kwargs) | {
            "is_second": self.is_second,
            "by_code": by_code,
            "has_password": user.has_usable_password(),
            "has_key": "cle" in kinds,
            "takes_keys": are_taken_here(self.request),
            "address_for_keys": address_for_them(self.request),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        assert isinstance(user, User)  # noqa: S101  as above
        form: forms.Form = CodeForm(request.POST) if factors.has_factor(user) else PasswordForm(request.POST)
        if form.is_valid() and self._is_right(user, form):
            note_opened(request, user.get_username())
            return redirect(self.next_page())
        return self.render_to_response(self.get_context_data(form=form))

    def _is_right(self, user: User, form: forms.Form) -> bool:
        if isinstance(form, CodeForm):
            try:
                note_verified(self.request, factors.try_code(user=user, code=form.cleaned_data["code"]))
            except factors.WrongCodeError as exc:
                note_failure(ProofKind.CODE, self.request)
                form.add_error("code", exc.sentence)
                return False
            return True
        password = form.cleaned_data["mot_de_passe"]
        found = authenticate(self.request, username=user.get_username(), password=password)
        if found is None or found.pk != user.pk:
            form.add_error("mot_de_passe", "Ce mot de passe n’est pas le bon. Vérifiez les majuscules et recommencez.")
            return False
        note_proof(self.request)
        return True


class Application(Screen):
    """Hands a key to an application, as a picture and as letters, and takes a code of it back."""

    template_name = "acces/application.html"
    page_title = "Ajouter une application de codes"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        device = factors.begin_application(_user(self.request))
        kwargs.setdefault("form", ApplicationForm())
        secret = device.config_url.partition("secret=")[2].partition("&")[0]
        letters = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return super().get_context_data(**kwargs) | {
            "picture": _picture(device.config_url),
            "letters": letters,
            "address": device.config_url,
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        user = _user(request)
        form = ApplicationForm(request.POST)
        is_first = not factors.has_factor(user)
        if form.is_valid():
            said = form.cleaned_data
            try:
                device = factors.confirm_application(user=user, code=said["code"], name=said["nom"])
            except factors.WrongCodeError as exc:
                form.add_error("code", exc.sentence)
            else:
                note_verified(request, device)
                return after_adding(request, is_first=is_first)
        return self.render_to_response(self.get_context_data(form=form))


class Key(Screen):
    """Adds a passkey: the browser does it, asked by the script of django-otp-webauthn."""

    template_name = "acces/cle.html"
    page_title = "Ajouter une clé d’accès"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "takes_keys": are_taken_here(self.request),
            "address_for_keys": address_for_them(self.request),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Where the script leads once the key is there."""
        user = _user(request)
        if not factors.factors_of(user):
            return redirect("acces:cle")
        return after_adding(request, is_first=not factors.codes_left(user))


class Codes(Screen):
    """Shows codes for emergencies once, and makes others."""

    template_name = "acces/codes.html"
    page_title = "Codes de secours"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not factors.has_factor(_user(request)):
            messages.info(request, "Les codes de secours accompagnent un second facteur\u00a0: ajoutez-en un d’abord.")
            return redirect("acces:securite")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.request.session.pop(CODES, None)
        return super().get_context_data(**kwargs) | {"codes": shown, "left": factors.codes_left(_user(self.request))}

    def post(self, request: HttpRequest) -> HttpResponse:
        request.session[CODES] = factors.new_codes(_user(request))
        return redirect("acces:codes")


class Remove(Screen):
    """Takes one factor away, once that is confirmed."""

    template_name = "acces/retirer.html"
    page_title = "Retirer un second facteur"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = factors.factors_of(_user(self.request))
        found = next((one for one in mine if (one.kind, one.pk) == (self.kwargs["kind"], self.kwargs["pk"])), None)
        return super().get_context_data(**kwargs) | {"factor": found, "is_last": len(mine) == 1}

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        if factors.remove(user=_user(request), kind=kind, pk=pk):
            messages.success(request, "C’est retiré.")
        else:
            messages.info(request, "Il n’y était déjà plus.")
        return redirect("acces:securite")


def after_adding(request: HttpRequest, *, is_first: bool) -> HttpResponse:
    """With the first factor come codes for emergencies, and sessions that began without one end."""
    if not is_first:
        messages.success(request, "C’est ajouté.")
        return redirect("acces:securite")
    user = _user(request)
    request.session[CODES] = factors.new_codes(user)
    end_others(user, but=request.session.session_key)
    return redirect(f"{reverse('acces:codes')}?{urlencode({'premier': 1})}")


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("nobody is signed in")
    return user


def _picture(address: str) -> SafeString:
    """The QR code as SVG, drawn by segno, dark on a light ground of its own in both themes."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", dark="#000", omitsize=True)
    return mark_safe(drawn)  # noqa: S308  made of squares alone
