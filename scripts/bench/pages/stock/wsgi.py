"""The WSGI entry point of the stock site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scripts.bench.pages.stock.settings")
application = get_wsgi_application()
