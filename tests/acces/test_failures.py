"""Each way to fail at the door is counted by its kind, and leaves a line that names nobody."""

import pytest
from django.test import Client

from acces import proof
from acces.proof import ProofKind, not_proven
from cms.eyes import requests
from ground.edges import rates
from tests.acces.accounts import account, sign_in, with_application
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.PASSWORD_RATE = 2
    proof.sparing.forget()
    rates.begin_anew()
    yield pages.arbre()
    rates.begin_anew()


def wrong_password(client):
    sign_in(client, password="faux")


def too_many(client):
    for _ in range(2):
        sign_in(Client(), name="personne", password="faux")
    sign_in(client, name="personne", password="faux")


def wrong_code(client):
    with_application(account("paul"))
    sign_in(client, "paul")
    client.post("/admin/connexion/verifier/", {"code": "000000"})


def passkey_that_nobody_asked_for(client):
    account()
    sign_in(client)
    client.post("/admin/connexion/cles/montree/", "{}", content_type="application/json")


def mistyped_invitation(client):
    client.get("/admin/connexion/invitation/n-importe-quoi/")


CASES = {
    wrong_password: [ProofKind.PASSWORD],
    too_many: [ProofKind.PASSWORD, ProofKind.PASSWORD, ProofKind.TOO_MANY],
    wrong_code: [ProofKind.CODE],
    passkey_that_nobody_asked_for: [ProofKind.PASSKEY],
    mistyped_invitation: [ProofKind.INVITATION],
}


@pytest.mark.parametrize("fail", CASES, ids=lambda fail: fail.__name__)
def test_failure_is_counted_by_its_kind_and_names_nobody(client, caplog, fail):
    heard = []

    def hear(sender, **about):
        heard.append(sender)

    def counted():
        [family] = requests.FAILED_SIGN_INS.collect()
        return {one.labels["by"]: one.value for one in family.samples if one.name.endswith("_total")}

    not_proven.connect(hear)
    before = counted()
    fail(client)
    not_proven.disconnect(hear)
    grown = {kind: value - before[kind] for kind, value in counted().items() if value != before[kind]}
    said = [record.getMessage() for record in caplog.records if record.name == "acces.proof"]
    assert heard == CASES[fail]
    assert grown == {kind.value: heard.count(kind) for kind in heard}
    assert [line.rpartition(" ")[2] for line in said] == [f"({kind.value})" for kind in heard]
    assert not any(word in " ".join(said) for word in ("faux", "personne", "paul", "jeanne", "127.0.0.1", "000000"))


def test_tries_that_are_not_read_are_told_once_with_how_many(client, caplog):
    for _ in range(5):
        sign_in(Client(), name="personne", password="faux")
    lines = [one.getMessage() for one in caplog.records if one.name == "acces.proof" and "too_many" in one.getMessage()]
    assert len(lines) == 1
