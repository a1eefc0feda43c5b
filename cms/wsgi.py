"""The WSGI entry point for granian, gunicorn or any other server: the site, whose threads work by turns."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from ground.edges.turns import PAGES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
# All that is loaded stays: to look through it for garbage while it comes finds none, and takes a tenth of the start.
gc.disable()
django = get_wsgi_application()

from cms.kept.front import Front  # noqa: E402  it asks for the settings

# Every room is loaded before the first visitor comes.
_ = get_resolver().url_patterns
gc.enable()
gc.freeze()
# What is kept needs no turn: it is given while those that have one wait for a server.
application = Front(PAGES.around(django))
