"""The WSGI entry point for granian, gunicorn or any other server: the site, whose threads work by turns."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from ground.edges.turns import PAGES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
_django: Any = get_wsgi_application()


def answered(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What Django answers. What is whole already is handed over as one piece, which servers send without a loop."""
    response = _django(environ, start_response)
    if getattr(response, "streaming", True):
        streamed: Iterable[bytes] = response
        return streamed
    body = [response.content]
    response.close()
    return body


application = PAGES.around(answered)
