"""What owners of accounts are told about them (`acces/notices.py`), by the outbox of reports."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from acces.notices import Letter, told
from workers.links.reports.enums import SorteMessage
from workers.links.reports.mailing.editions import post_message
from workers.links.reports.mailing.recipients import Adresse
from workers.links.reports.models import Message


def listen() -> None:
    """Post each letter from now on."""
    told.connect(_post, dispatch_uid="rapports.accounts")


def _post(sender: Any, user: User, letter: Letter, address: str, **kwargs: Any) -> None:
    message = Message(sorte=SorteMessage.COMPTE, sujet=letter.subject, texte=letter.text(), html=letter.html())
    post_message(message, [Adresse(address, user)], now=timezone.now())
