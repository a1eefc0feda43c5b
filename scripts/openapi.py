"""`python -m scripts.openapi FILE`: the contract of the API as JSON, for what makes types or calls from it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django


def openapi() -> dict[str, Any]:
    """The OpenAPI of the site as it stands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    from ninja.responses import NinjaJSONEncoder  # settings must be read first

    from cms.api.routers import api

    # Through JSON, which settles what is still to be translated.
    return dict(json.loads(json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder)))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(openapi(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
