"""Each message to a worker says when it was sent, so that whoever looks at a queue can say how long it waits."""

import time
from typing import Any

from celery.signals import before_task_publish

#: The header: seconds of the epoch.
SENT = "odd17-sent"


def note_sendings() -> None:
    """From now on, of this process."""
    before_task_publish.connect(_note, dispatch_uid="ground.sending", weak=False)


def _note(headers: dict[str, Any] | None = None, **about: Any) -> None:
    if headers is not None:
        headers[SENT] = time.time()
