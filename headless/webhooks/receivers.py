"""What is written into the journal is told to other sites, without waiting for the schedule."""

from typing import Any

from ground.wake import wake


def on_journal_written(sender: type, **kwargs: Any) -> None:
    """Wake the distribution: it reads whatever the journal owes."""
    wake("webhooks.distribute")
