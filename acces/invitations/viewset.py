"""« Utilisateurs » of Wagtail: its form for a new account asks for no password and no user name; it invites."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from wagtail.users.forms import UserCreationForm
from wagtail.users.views import users

from acces.invitations.inviting import invite

#: The same whether there is an account of this address or not.
SENT = "Une invitation part à l’adresse {mail}."


class InvitationForm(UserCreationForm):
    """Name, mail, roles. The mail will be what its owner signs in by."""

    field_order = ("email", "first_name", "last_name", "groups", "is_superuser")
    email = forms.EmailField(
        label="Adresse électronique", max_length=150, help_text="L’invitation y part, et elle servira d’identifiant."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"]


class Invite(users.CreateView):
    """Wagtail’s form, which writes a mail instead of taking a password."""

    template_name = "acces/inviter.html"
    page_title = page_subtitle = "Inviter quelqu’un"
    submit_button_label = "Envoyer l’invitation"
    submit_button_active_label = "Envoi…"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        # Wagtail’s last one says « Nouvel(le)\u00a0: » of everything.
        return [*super().get_breadcrumbs_items()[:-1], {"url": "", "label": self.page_title}]

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        said = form.cleaned_data
        invite(
            mail=said["email"],
            first_name=said["first_name"],
            last_name=said["last_name"],
            groups=said["groups"],
            is_administrator=said["is_superuser"],
            by=self.request.user,
        )
        messages.success(self.request, SENT.format(mail=said["email"]))
        return redirect(self.get_success_url())


class Index(users.IndexView):
    """Wagtail’s."""

    add_item_label = "Inviter quelqu’un"


class InvitedUserViewSet(users.UserViewSet):
    """Wagtail’s, whose accounts are invited."""

    index_view_class = Index
    add_view_class = Invite
    # The viewset’s own name of a template comes before that of the view.
    create_template_name = Invite.template_name

    def get_form_class(self, for_update: bool = False) -> Any:
        return super().get_form_class(for_update) if for_update else InvitationForm
