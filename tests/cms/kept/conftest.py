"""Kept pages, which other tests do without."""

import pytest
from django.core.cache import cache
from wagtail.models import Site

from cms.kept.middleware import forget


@pytest.fixture(autouse=True)
def keeping(settings):
    """This process keeps what it answers, and begins with nothing."""
    settings.KEPT_PAGES_MB = 8
    cache.clear()
    Site.clear_site_root_paths_cache()
    forget()
    yield settings
    forget()
