"""What the logs say, and what they keep out: what addresses hold and only their owners may know."""

import logging
import re
from typing import Any

MASQUE = "…"
CHEMINS = (
    *("/brouillon/", "/cap/lire/", "/cap/modifier/", "/espace-partenaire/entrer/"),
    *("/admin/connexion/invitation/", "/admin/password_reset/confirm/[^/]+/"),
)
#: `code`, `state`: what an OpenID provider sends back. `r`, `v`, `nom`, `q.…`, `nom.…`: what a visitor of an A.D.O.C.
#: answered.
CHAMPS = ("token", "partage", "code", "state", "r", "v", r"nom(?:\.\w+)?", r"q\.\w+")
#: Who tells of each thing that goes well: what fails is told as an error, and heard.
SOBER = (
    *("django_tasks", "wagtail", "elastic_transport"),
    *("celery.app.trace", "celery.worker.strategy", "celery.beat"),
)
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


def configuration(level: str) -> dict[str, Any]:
    """What Django is told of logs, `level` being the least that is said."""
    sober = level if level in ("ERROR", "CRITICAL") else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "{asctime} {levelname} {name} [{demande}]: {message}", "style": "{"}},
        "filters": {
            "sans_secrets": {"()": "cms.logs.SansSecrets"},
            "demande": {"()": "cms.api.middleware.NommerLaDemande"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["sans_secrets", "demande"]},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"level": level},
            # One line per saved object, or per task that came and went, says nothing to an operator.
            **{name: {"level": sober} for name in SOBER},
        },
    }
