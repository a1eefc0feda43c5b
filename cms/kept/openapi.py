"""The OpenAPI as bytes: written once by each process, when it is first asked for, and compressed once.

It says nothing that changes while a process runs. Ninja wrote it anew for each call, which took more than a second.
"""

import json
import threading
from functools import lru_cache
from math import inf

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja.responses import NinjaJSONEncoder

from cms.api.routers import api
from cms.kept.answers import KeptAnswer, kept_answer
from ground.answers import PUBLIC, TOUT
from ground.facts import Weight, weighs

_one_at_a_time = threading.Lock()


@weighs(Weight(cost=1))
@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """What Ninja would answer, or a 304."""
    with _one_at_a_time:
        kept = _written()
    return kept.answer(request)


@lru_cache(maxsize=1)
def _written() -> KeptAnswer:
    body = json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder, ensure_ascii=False).encode()
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    return kept_answer(response, keys=(), ends=inf, since=0, cache_control=PUBLIC, all_key=TOUT)
