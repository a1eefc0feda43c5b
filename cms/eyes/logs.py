"""What the logs say, and what they keep out: what addresses hold and only their owners may know."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS, LogData
from pythonjsonlogger.json import JsonFormatter

from ground.machine.sparing import SparingLog

#: The loggers of answers, and of what could not be answered.
ACCESS, UNAVAILABLE = "odd17.access", "odd17.unavailable"
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


class Unavailable(logging.Filter):
    """What is refused for want of a server is said once a minute and reason, without the way that each error took."""

    def __init__(self) -> None:
        super().__init__()
        self._log = SparingLog(logging.getLogger(UNAVAILABLE))

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) != 503:
            return True
        why = record.exc_info[1] if record.exc_info else None
        self._log.warning(type(why).__name__, "%s%s", record.getMessage(), f": {why}" if why else "")
        return False


class Plain(logging.Formatter):
    """A line of text, its traceback too, without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return sans_secrets(super().format(record))


class Json(JsonFormatter):
    """One object a line, in UTC: what collectors of logs read without a pattern."""

    def process_log_record(self, log_data: LogData) -> LogData:
        # Before it is JSON: a mask that ended at the backslash of a « \" » would leave a line that nobody can read.
        return {name: _masked(value) for name, value in log_data.items()}

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's own name
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


#: By the words of LOG_FORMAT.
FORMATTERS: dict[str, dict[str, Any]] = {
    "plain": {
        "()": "cms.eyes.logs.Plain",
        "format": "{asctime} {levelname} {name} [{demande}]: {message}",
        "style": "{",
    },
    "json": {
        "()": "cms.eyes.logs.Json",
        "fmt": ["asctime", "levelname", "name", "demande", "message"],
        "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger", "demande": "request"},
        "json_ensure_ascii": False,
        # Django adds the request itself, with all that was asked, under the name that is our request’s.
        "reserved_attrs": [*RESERVED_ATTRS, "request"],
    },
}


def sans_secrets(text: str) -> str:
    """The text with its secrets masked."""
    return SECRETS.sub(rf"\1{MASQUE}", text)


def _masked(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {sans_secrets(str(name)): _masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(one) for one in value]
    return sans_secrets(str(value))


def configuration(level: str, format: str = "plain", *, access: bool = False) -> dict[str, Any]:  # noqa: A002
    """What Django is told of logs: the least that is said, its form, and whether each answer is a line."""
    sober = level if level in ("ERROR", "CRITICAL") else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": FORMATTERS,
        "filters": {
            "sans_secrets": {"()": "cms.eyes.logs.SansSecrets"},
            "demande": {"()": "cms.api.middleware.NommerLaDemande"},
            "unavailable": {"()": "cms.eyes.logs.Unavailable"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": format, "filters": ["sans_secrets", "demande"]},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"level": level},
            "django.request": {"filters": ["unavailable"]},
            ACCESS: {"level": "INFO" if access else "CRITICAL", "handlers": ["console"], "propagate": False},
            # One line per saved object, or per task that came and went, says nothing to an operator.
            **{name: {"level": sober} for name in SOBER},
        },
    }
