"""What logs write of addresses that only some may know."""

import logging

import pytest

from cms.eyes.logs import SansSecrets, configuration


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
