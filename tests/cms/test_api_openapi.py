"""The whole API against its own OpenAPI: what it allows, what it does not, and every answer within its schema.

schemathesis makes the requests, with each of its checks on. They carry a superuser's token that may do all, so that
writes are tried for real; what needs a token is asked without one, and with a false one, too. Each request, or each
series of them, finds the site as it was made: what was written before is taken back.
"""

import pytest
import schemathesis
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import settings
from schemathesis.config import SchemathesisConfig
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.transport.serialization import Binary
from wagtail.models import APIToken
from werkzeug.sansio.multipart import Data, MultipartEncoder, State

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from cap import editing
from scripts.openapi import openapi
from search.engines import current_engine
from search.index.rebuilding import rebuild_index
from tests.drawn import REPEATED, examples, of
from tests.factories import pages

pytestmark = pytest.mark.django_db
#: Whose value has the right form may still name nothing: a 422 that says what is allowed, not a failure.
ACCEPTES = ["2xx", "3xx", "401", "403", "404", "409", "410", "422", "429"]
# The site compresses what it answers, and schemathesis reads bytes as they come.
EN_TETES = {"Accept-Encoding": "identity"}


class Jeton:
    en_clair = ""
    cap = ""

    def get(self, case, context):
        return Jeton.en_clair

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"
        if "/cap/" in case.path and case.operation.label != "POST /api/v3/cap/":
            case.headers["X-Cap"] = Jeton.cap


def leave_bytes_out(context, case, response):
    """Let schemathesis see that what it sent for a title, such as a number, was a good text: beside bytes it cannot."""
    if isinstance(case.body, dict) and any(isinstance(value, Binary) for value in case.body.values()):
        case.body = {name: "" if isinstance(value, Binary) else value for name, value in case.body.items()}


@pytest.fixture(scope="module")
def contract():
    """The OpenAPI with the application that serves it; made here because only one worker needs it."""
    configured = {
        "generation": {"deterministic": of(short=True, long=REPEATED)},
        # Four thousand requests at the limits of each parameter, beside those that are drawn.
        "phases": {"coverage": {"enabled": of(short=False, long=True)}},
        "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTES}},
    }
    made = schemathesis.openapi.from_dict(openapi(), config=SchemathesisConfig.from_dict(configured))
    made.app = get_wsgi_application()
    made.auth(refresh_interval=None)(Jeton)
    made.hook("after_call")(leave_bytes_out)
    return made


@pytest.fixture(autouse=True)
def whole_parts(monkeypatch):
    """Have Werkzeug send an empty value of a form as browsers do.

    It leaves out the empty line before it (https://github.com/pallets/werkzeug/pull/2639); Django leaves out the part.
    """
    plain = MultipartEncoder.send_event

    def send(encoder, event):
        begins = isinstance(event, Data) and encoder.state is State.DATA_START
        return plain(encoder, event) or (b"\r\n" if begins else b"")

    monkeypatch.setattr(MultipartEncoder, "send_event", send)


@pytest.fixture
def site(db, settings):
    # The requests of one test stand in its transaction, as those of Django's own client do.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    # No answer may depend on how many requests this machine makes in a minute.
    settings.API_RATE_TOKEN = 1_000_000
    pages.ressource(pages.arbre().boite)
    rebuild_index(current_engine())
    compte = get_user_model().objects.create_superuser("api", "api@exemple.fr", "x")
    jeton, Jeton.en_clair = APIToken.create_token(user=compte, name="schemathesis")
    cap, Jeton.cap = editing.create_cap()
    editing.add_link(cap, famille="outil", titre="Notre plan", url="https://nous.example/plan")
    DroitsDeJeton.objects.create(jeton=jeton, portees=list(TokenScope.values))
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def keeps_to_the_openapi(case):
    with transaction.atomic():
        case.call_and_validate(headers=EN_TETES)
        transaction.set_rollback(True)


@pytest.mark.drawn
def test_every_operation_keeps_to_the_openapi(contract, site, subtests):
    drawing = examples(short=8, long=300)
    for found in get_all_tests(schema=contract, test_func=keeps_to_the_openapi, settings=drawing, given_kwargs={}):
        operation, draw_and_ask = found.ok()
        with subtests.test(operation.label):
            draw_and_ask()


@pytest.mark.drawn
def test_operations_that_lead_to_one_another_keep_to_the_openapi(contract, site):
    class Suite(contract.as_state_machine()):
        def setup(self):
            # Hypothesis repeats a series to see whether it was well drawn, and must find the same site.
            self.own = transaction.atomic()
            self.own.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.own.__exit__(None, None, None)

        def get_call_kwargs(self, case):
            return {"headers": EN_TETES}

    Suite.run(settings=settings(max_examples=of(short=8, long=400), stateful_step_count=8))
