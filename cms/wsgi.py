"""The WSGI entry point for granian, gunicorn or any other server: the site, whose threads work by turns."""

import os

from django.core.wsgi import get_wsgi_application

from ground.edges.turns import PAGES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django = get_wsgi_application()

from cms.kept.front import Front  # noqa: E402  it asks for the settings

application = PAGES.around(Front(django))
