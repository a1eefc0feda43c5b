"""Sessions in the database, each with its account, so that they can be listed and ended. `SESSION_ENGINE`.

As Django’s documentation extends its own: the row is written from the session’s data at each save.
https://docs.djangoproject.com/fr/5.2/topics/http/sessions/#extending-database-backed-session-engines
"""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

OPENED = "acces.ouverte_le"
SEEN = "acces.vue_le"
DEVICE = "acces.appareil"


class SessionStore(DatabaseStore):
    """Django’s own, on `acces.Session`."""

    @classmethod
    def get_model_class(cls) -> Any:
        from acces.models import Session  # the middleware that reads this is loaded before the models

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        account = str(data.get(SESSION_KEY, ""))
        row.compte_id = int(account) if account.isdigit() else None
        row.appareil = data.get(DEVICE, "")
        row.ouverte_le = _moment(data.get(OPENED))
        row.vue_le = _moment(data.get(SEEN))
        return row


def _moment(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
