"""What whole modules share."""

import pytest
import time_machine

from tests.workers.links.reports.situations import LUNDI, standing_site


@pytest.fixture(scope="module")
def site_of_the_module(django_db_setup, django_db_blocker):
    """The small site of the reports, made once: each test finds it as it was."""
    with django_db_blocker.unblock(), time_machine.travel(LUNDI, tick=False):
        standing = standing_site()
        standing.__enter__()
    yield
    with django_db_blocker.unblock():
        standing.__exit__(None, None, None)
