"""How accounts are named to people, and found by what people know of them."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q


def nom_de(compte: Any) -> str:
    """Its name, else its identifier."""
    return compte.get_full_name() or compte.get_username()


def account_at(mail: str) -> User | None:
    """The account that has this address, or is called by it; the first one where there are several."""
    known = Q(email__iexact=mail) | Q(username__iexact=mail)
    return User.objects.filter(known).order_by("pk").first()
