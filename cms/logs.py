"""Keeps the secrets that addresses hold out of the logs: shared drafts, previews."""

import logging
import re

MASQUE = "…"
SECRETS = re.compile(r"(?:(?<=/brouillon/)|(?<=[?&]token=)|(?<=[?&]partage=))[^/&?\s\"]+")


class SansSecrets(logging.Filter):
    """Writes `…` for what only those who have a link may know."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = SECRETS.sub(MASQUE, said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
