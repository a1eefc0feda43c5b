"""The screens of invitations: for who was invited, and for who invites."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from acces.devices import note_opened
from acces.invitations.inviting import InvitationError, account_invited_by, invite_again
from acces.proof import ProofKind, note_failure
from acces.screens.base import Screen
from acces.second_factor.factors import factors_of, remove_all

BACKEND = "comite.backend.RolesBackend"


class Accept(Screen):
    """Whoever was invited chooses a password, and is in."""

    template_name = "acces/invitation.html"
    page_title = "Bienvenue"
    is_door = True
    needs_account = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        try:
            invited = account_invited_by(self.kwargs["token"])
        except InvitationError as exc:
            note_failure(ProofKind.INVITATION, self.request)
            return context | {"refusal": exc.sentence}
        return context | {"invited": invited, "form": kwargs.get("form") or SetPasswordForm(invited)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=410 if "refusal" in context else 200)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        with transaction.atomic():
            try:
                # Two who open the link at once: the second finds it used.
                invited = User.objects.select_for_update().get(pk=account_invited_by(token).pk)
                account_invited_by(token)
            except InvitationError as exc:
                return self.render_to_response(self.get_context_data() | {"refusal": exc.sentence}, status=410)
            form = SetPasswordForm(invited, request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form))
            form.save()
        login(request, invited, backend=BACKEND)
        note_opened(request, invited.get_username())
        inside = invited.has_perm("wagtailadmin.access_admin")
        return redirect(reverse("wagtailadmin_home") if inside else "/")


class OfAnAccount(Screen):
    """A screen about the account of somebody else: one sentence, one button."""

    template_name = "acces/compte.html"
    permission = "auth.change_user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if not request.user.has_perm(self.permission):
                raise PermissionDenied
            self.account = get_object_or_404(User, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        first, *_ = super().get_breadcrumbs_items()
        above = {"url": reverse("wagtailusers_users:index"), "label": "Utilisateurs"}
        return [first, above, {"url": "", "label": self.page_title}]

    def sentences(self) -> list[str]:
        """What the button does."""
        raise NotImplementedError

    def act(self) -> str:
        """Do it; what is said of it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"account": self.account, "sentences": self.sentences()}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        messages.success(request, self.act())
        return redirect("wagtailusers_users:index")


class InviteAgain(OfAnAccount):
    """Sends an invitation anew."""

    page_title = "Renvoyer l’invitation"

    def sentences(self) -> list[str]:
        return [
            f"Un nouveau lien part à l’adresse {self.account.email}. Ceux d’avant ne serviront plus.",
        ]

    def act(self) -> str:
        by = self.request.user
        assert isinstance(by, User)  # noqa: S101  `needs_account`
        invite_again(self.account, by=by)
        return f"Une invitation part à l’adresse {self.account.email}."


class WithoutFactor(OfAnAccount):
    """Takes away the second factor of somebody who has lost it. For administrators: it opens an account."""

    page_title = "Retirer le second facteur"
    permission = "auth.delete_user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def sentences(self) -> list[str]:
        names = ", ".join(f"« {one.name} »" for one in factors_of(self.account)) or "aucun pour le moment"
        return [
            f"Second facteur de ce compte\u00a0: {names}. Une fois qu’il est retiré, avec les codes de "
            "secours, le mot de passe suffit.",
            "Assurez-vous d’abord, de vive voix, que c’est bien la personne qui le demande. Elle en sera prévenue par "
            "courriel.",
        ]

    def act(self) -> str:
        by = self.request.user
        assert isinstance(by, User)  # noqa: S101  as above
        return "Le second facteur est retiré." if remove_all(self.account, by=by) else "Il n’y en avait pas."
