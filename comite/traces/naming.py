"""How accounts are named in the log: never by an address, and not at all once they are gone."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

ERASED = "compte effacé"
THE_SITE = "le site"


def name_of(account: Any) -> str:
    """Its name, else its identifier, of which a mail address gives what stands before the sign."""
    return account.get_full_name() or account.get_username().partition("@")[0]


def names_of(keys: Iterable[int | None]) -> dict[int | None, str]:
    """The name of each of these accounts, by one query; None is the site itself, an account that is gone is erased."""
    wanted = {key for key in keys if key is not None}
    found = get_user_model().objects.in_bulk(wanted)
    return {key: name_of(found[key]) if key in found else ERASED for key in wanted} | {None: THE_SITE}
