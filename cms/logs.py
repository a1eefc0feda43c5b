"""Keeps out of the logs what addresses hold and only their owners may know: secrets of links, answers of a walk."""

import logging
import re

MASQUE = "…"
CHEMINS = ("/brouillon/", "/cap/lire/", "/cap/modifier/")
#: `r`, `v`, `nom`, `q.…`, `nom.…`: what a visitor of an A.D.O.C. answered.
CHAMPS = ("token", "partage", "r", "v", r"nom(?:\.\w+)?", r"q\.\w+")
SECRETS = re.compile(f'((?:{"|".join(CHEMINS)}|[?&](?:{"|".join(CHAMPS)})=))[^/&?\\s"]+')


class SansSecrets(logging.Filter):
    """Writes `…` for what only those who have a link may know."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = sans_secrets(said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True


def sans_secrets(text: str) -> str:
    """The text with its secrets masked."""
    return SECRETS.sub(rf"\1{MASQUE}", text)
