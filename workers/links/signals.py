"""New links of a saved page are checked at once, without the editor waiting for it."""

from typing import Any

from workers.wake import wake


def on_liens_decouverts(sender: type, ids: list[int], **kwargs: Any) -> None:
    """Wake the claim: it takes whatever is due, these links among it."""
    wake("links.claim")
