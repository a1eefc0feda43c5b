"""The WSGI entry point for granian, gunicorn or any other server: the site, whose threads work by turns."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from cms.eyes.sharing import share_counts
from ground.edges.turns import PAGES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
share_counts(settings.VAR_DIR / "mesures")
# All that is loaded stays: to look through it for garbage while it comes finds none, and takes a tenth of the start.
gc.disable()
django = get_wsgi_application()

from cms.eyes.requests import Counted  # noqa: E402  both ask for the settings
from cms.kept.front import Front  # noqa: E402

# Every room is loaded before the first visitor comes.
_ = get_resolver().url_patterns
gc.enable()
gc.freeze()
# What is kept needs no turn: it is given while those that have one wait for a server.
application = Counted(Front(PAGES.around(django)))
