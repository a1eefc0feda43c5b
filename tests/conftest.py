"""What holds for every test: isolation first, then the resources that its marks ask for."""

import django
import pytest

from tests import groups, isolation
from tests.groups import pytest_xdist_make_scheduler  # noqa: F401  a hook
from tests.resources import insist, missing

# For those who call pytest alone: the other conftests import models.
django.setup()

from tests import databases  # noqa: E402  it reads the applications

# One worker runs all tests of such a mark: they share a server or a browser.
SERIAL = ("e2e", "cluster")


def pytest_collection_modifyitems(items):
    for item in items:
        for mark in SERIAL:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.xdist_group(mark))
    groups.tell(items)


def pytest_runtest_setup(item):
    reason = missing({mark.name for mark in item.iter_markers()})
    if reason:
        insist(reason)


def pytest_report_header():
    from django.conf import settings  # the isolation comes first

    own = str(settings.VAR_DIR).startswith(str(isolation.own_folder()))
    return f"files: {settings.VAR_DIR}" + ("" if own else " (not isolated: run make test)")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker):
    """Let pytest-django begin with a copy of the migrated database. The run's folder is removed with its files."""
    with django_db_blocker.unblock():
        return databases.begin_with_a_copy()
