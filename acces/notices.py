"""What owners of accounts are told by mail about their accounts: said here, sent by whoever has the outbox.

A letter that carries a secret goes past it, at once: what stands in the outbox is kept and shown to editors.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.dispatch import Signal
from django.template.loader import render_to_string
from django.urls import reverse

MARK = "[ODD\u00a017] "
#: Sent with `user`, `letter`, a `Letter`, and `address`, where it goes, once what it tells is committed.
told = Signal()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of a few sentences. `action`: what the reader can do, and the whole address of it."""

    subject: str
    sentences: tuple[str, ...]
    action: tuple[str, str] = ("", "")
    foot: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The subject without the name of the site in front."""
        return self.subject.removeprefix(MARK)

    def text(self) -> str:
        """The version of who reads no HTML."""
        return render_to_string("acces/courriel.txt", self.context())

    def html(self) -> str:
        """The other one."""
        return render_to_string("acces/courriel.html", self.context())

    def context(self) -> dict[str, object]:
        """What both templates read."""
        return {"lettre": self, "site": settings.WAGTAIL_SITE_NAME}


def tell(
    user: User,
    *,
    subject: str,
    sentences: tuple[str, ...],
    address: str = "",
    action: tuple[str, str] | None = None,
) -> None:
    """Tell the owner of this account, who can see to it, there or at `address`; nothing without an address.

    `action`: words and whole address, the sessions of the account unless something else is told of.
    """
    if not (address or user.email):
        return
    action = action or ("Voir mes connexions", settings.SITE_URL + reverse("acces:securite"))
    whose = "était jusqu’ici celle" if address else "est celle"
    foot = (f"Vous recevez ce message parce que cette adresse {whose} d’un compte de {settings.WAGTAIL_SITE_NAME}.",)
    letter = Letter(f"{MARK}{subject}", sentences, action, foot)
    told.send(User, user=user, letter=letter, address=address or user.email)


def send_secret(user: User, letter: Letter) -> None:
    """Send a letter that carries a secret, by Django’s own form, which logs a failure without its words."""
    PasswordResetForm().send_mail(
        "acces/courriel_objet.txt",
        "acces/courriel.txt",
        letter.context() | {"user": user},
        settings.DEFAULT_FROM_EMAIL,
        user.email,
        html_email_template_name="acces/courriel.html",
    )
