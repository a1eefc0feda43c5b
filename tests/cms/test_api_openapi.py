"""The whole API against its own OpenAPI: what it allows, what it does not, and every answer within its schema.

schemathesis makes the requests, with each of its checks on. They carry a superuser's token that may do all, so that
writes are tried for real; what needs a token is asked without one, and with a false one, too.
"""

import pytest
import schemathesis
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from wagtail.models import APIToken

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from cap import editing
from scripts.openapi import openapi
from search.engines import current_engine
from search.index.rebuilding import rebuild_index
from tests.factories import pages

pytestmark = pytest.mark.django_db
#: Whose value has the right form may still name nothing: a 422 that says what is allowed, not a failure.
ACCEPTES = ["2xx", "3xx", "401", "403", "404", "409", "410", "422", "429"]
SCHEMA = schemathesis.openapi.from_dict(
    openapi(),
    config=SchemathesisConfig.from_dict(
        {
            "generation": {"deterministic": True, "max-examples": 40},
            "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTES}},
        }
    ),
)
SCHEMA.app = get_wsgi_application()
# The site compresses what it answers, and schemathesis reads bytes as they come.
EN_TETES = {"Accept-Encoding": "identity"}
QUIET = settings(suppress_health_check=list(HealthCheck), deadline=None)
Enchainement = SCHEMA.as_state_machine()


@SCHEMA.auth(refresh_interval=None)
class Jeton:
    en_clair = ""
    cap = ""

    def get(self, case, context):
        return Jeton.en_clair

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"
        if "/cap/" in case.path and case.operation.label != "POST /api/v3/cap/":
            case.headers["X-Cap"] = Jeton.cap


@pytest.fixture
def site(db):
    # The requests of one test stand in its transaction, as those of Django's own client do.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
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


@SCHEMA.parametrize()
@QUIET
def test_operation_keeps_to_the_openapi(case, site):
    case.call_and_validate(headers=EN_TETES)


def test_operations_that_lead_to_one_another_keep_to_the_openapi(site):
    class Suite(Enchainement):
        def get_call_kwargs(self, case):
            return {"headers": EN_TETES}

    Suite.run(settings=settings(QUIET, max_examples=25, stateful_step_count=8, derandomize=True))
