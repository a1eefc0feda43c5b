"""Kept pages, which other tests do without."""

import pytest
from django.core.cache import cache
from django.db import connection
from wagtail.models import Site

from cms.kept.middleware import forget
from ground.news.telling import Announced


def begin_anew():
    """What set the scene is over: nothing is kept of it, and nothing of it is still to be told."""
    for entry in connection.run_on_commit:
        if isinstance(entry[1], Announced):
            entry[1].told = True
    forget()


@pytest.fixture(autouse=True)
def keeping(settings):
    """This process keeps what it answers, and begins with nothing."""
    settings.KEPT_PAGES_MB = 8
    cache.clear()
    Site.clear_site_root_paths_cache()
    forget()
    yield settings
    forget()
