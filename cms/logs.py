"""Keeps the secrets that addresses hold out of the logs: shared drafts, previews, C.A.P."""

import logging
import re

MASQUE = "…"
AVANT = ("/brouillon/", "/cap/lire/", "/cap/modifier/", "[?&]token=", "[?&]partage=")
SECRETS = re.compile("(?:" + "|".join(f"(?<={one})" for one in AVANT) + r")[^/&?\s\"]+")


class SansSecrets(logging.Filter):
    """Writes `…` for what only those who have a link may know."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = SECRETS.sub(MASQUE, said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
