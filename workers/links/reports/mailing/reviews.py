"""What people of the Comité are told about pages on their way (`pages/workflow/`), by the outbox of reports."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from acces.notices import Letter
from pages.workflow.signals import letter_written
from workers.links.reports.enums import SorteMessage
from workers.links.reports.mailing.editions import post_message
from workers.links.reports.mailing.recipients import Adresse
from workers.links.reports.models import Message


def listen() -> None:
    """Post each letter from now on."""
    letter_written.connect(_post, dispatch_uid="rapports.reviews")


def _post(sender: Any, user: User, letter: Letter, **kwargs: Any) -> None:
    subject = letter.subject[: Message._meta.get_field("sujet").max_length]
    message = Message(sorte=SorteMessage.RELECTURE, sujet=subject, texte=letter.text(), html=letter.html())
    post_message(message, [Adresse(user.email, user)], now=timezone.now())
