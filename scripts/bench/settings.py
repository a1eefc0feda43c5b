"""The site's settings with Wagtail's API v2 mounted beside its own, for comparison only."""

from cms.settings import *  # noqa: F403  all of them, so that nothing else differs

ROOT_URLCONF = "scripts.bench.urls"
