"""What logs write of addresses that only some may know."""

import logging

import pytest
from django.db import OperationalError

from cms.eyes.logs import SansSecrets, Unavailable, configuration


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Not Found: /brouillon/abcDEF_-123/", "Not Found: /brouillon/…/"),
        ("Not Found: /cap/modifier/abcDEF_-123/?element=1", "Not Found: /cap/modifier/…/?element=1"),
        ("GET /cap/lire/abc/?format=pdf", "GET /cap/lire/…/?format=pdf"),
        ("GET /api/v3/apercu/?partage=abc&x=1 HTTP/1.1", "GET /api/v3/apercu/?partage=…&x=1 HTTP/1.1"),
        ("GET /api/v3/apercu/?content_type=a&token=b:c", "GET /api/v3/apercu/?content_type=a&token=…"),
        ("GET /adoc/a/?etape=q1&r=Ab-c:1x:Y&envoi=1&v=oui", "GET /adoc/a/?etape=q1&r=…&envoi=1&v=…"),
        ("GET /adoc/a/?q.q1=non&vu.q1=1&nom.q3=Lyon&nom=Lyon", "GET /adoc/a/?q.q1=…&vu.q1=1&nom.q3=…&nom=…"),
        ("Gone: /admin/connexion/invitation/eyJ:1x:Y/", "Gone: /admin/connexion/invitation/…/"),
        ("GET /admin/password_reset/confirm/MQ/c1-2/", "GET /admin/password_reset/confirm/MQ/…/"),
        (
            "GET /admin/connexion/fournisseur/retour/?code=a&state=b",
            "GET /admin/connexion/fournisseur/retour/?code=…&state=…",
        ),
        ("GET /recherche/?q=token&tri=r", "GET /recherche/?q=token&tri=r"),
    ],
)
def test_logs_hold_neither_secrets_nor_answers(said, written):
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (said,), None)
    assert SansSecrets().filter(record)
    assert record.getMessage() == written


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "ERROR"])
def test_tasks_that_go_well_leave_no_line_and_those_that_fail_do(level):
    told = configuration(level)["loggers"]
    assert {told[name]["level"] for name in ("celery.app.trace", "celery.worker.strategy", "celery.beat")} == {
        "ERROR" if level == "ERROR" else "WARNING"
    }


def test_outage_is_said_once_a_minute_without_its_tracebacks(caplog):
    outage = Unavailable()

    def passes(status, exc):
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Unavailable: %s", ("/a/",), None)
        record.status_code, record.exc_info = status, (type(exc), exc, None) if exc else None
        return outage.filter(record)

    away = OperationalError("connection refused")
    assert [passes(503, away) for _ in range(50)] == [False] * 50
    assert [passes(503, None), passes(500, RuntimeError("un défaut")), passes(404, None)] == [False, True, True]
    assert [(one.name, one.getMessage(), one.exc_info) for one in caplog.records] == [
        ("odd17.unavailable", "Unavailable: /a/: connection refused", None),
        ("odd17.unavailable", "Unavailable: /a/", None),
    ]
