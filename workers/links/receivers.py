"""New links of a saved page are checked at once, without the editor waiting for it."""

from functools import partial
from typing import Any

from django.db import transaction

from ground.wake import wake


def on_links_discovered(sender: type, ids: list[int], **kwargs: Any) -> None:
    """Wake the claim: it takes whatever is due, these links among it."""
    transaction.on_commit(partial(wake, "links.claim"), robust=True)
