"""What holds for every test: isolation first, then the resources that its marks ask for."""

import gc
import resource

import django
import hypothesis
import pytest
from django.conf import settings
from pytest_django.plugin import blocking_manager_key

from tests import drawn, groups, isolation
from tests.groups import pytest_xdist_make_scheduler  # noqa: F401  a hook
from tests.resources import insist, missing

# For those who call pytest alone: the other conftests import models.
django.setup()

from ground import wake  # noqa: E402  as below
from ground.machine import breaker  # noqa: E402  as below
from tests import databases, remembered  # noqa: E402  they ask for the applications

# Two things that cost a second in a test and that none is about: hashes that are slow on purpose, and the list of all
# static files that each new client makes.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
settings.WHITENOISE_USE_FINDERS = False
# What one test woke is not what the next one waits for.
wake.MARKED_FOR = 0

# One worker runs all tests of such a mark: they share a server or a browser.
SERIAL = ("e2e", "cluster")


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="the tests marked long, and drawn ones with many examples")


def pytest_configure(config):
    hypothesis.settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_collection_modifyitems(config, items):
    long = config.getoption("--long")
    taken, left_out = [], []
    for item in items:
        wanted = bool(item.get_closest_marker("long")) is long or (long and drawn.is_drawn(item))
        (taken if wanted else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = taken
    for item in items:
        for mark in SERIAL:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.xdist_group(mark))
    groups.tell(items)


def pytest_collection_finish(session):
    """All that is imported stays until the end: looking through it for garbage, over and over, finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_runtest_setup(item):
    reason = missing({mark.name for mark in item.iter_markers()})
    if reason:
        insist(reason)
    remembered.current.begin()
    # Redis that was away for one test is asked again by the next.
    breaker.REDIS.close()
    wake.BROKER.close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    """A test whose transactions are real leaves an empty database: the next one begins as all others do."""
    result = yield
    mark = item.get_closest_marker("django_db")
    if (mark and mark.kwargs.get("transaction")) or "transactional_db" in item.fixturenames:
        with item.config.stash[blocking_manager_key].unblock():
            databases.begin_again(folder_of_databases(item.config))
        remembered.current.forget()
    return result


def pytest_terminal_summary(terminalreporter):
    """What the run cost, its workers and all the processes that it started included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    terminalreporter.write_line(f"CPU: {sum(one.ru_utime + one.ru_stime for one in used):.0f} s")


def pytest_report_header():
    own = str(settings.VAR_DIR).startswith(str(isolation.own_folder()))
    return f"files: {settings.VAR_DIR}" + ("" if own else " (not isolated: run make test)")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """What Django wrote to set the database up is no test's."""
    remembered.current.begin()


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings, django_db_blocker):
    """Let pytest-django begin with a copy of the migrated database; the file goes with the folder of the run."""
    if request.config.getvalue("reuse_db"):
        return True
    with django_db_blocker.unblock():
        return databases.begin_with_a_copy(folder_of_databases(request.config))


def folder_of_databases(config):
    """Where this checkout keeps its migrated databases from one run to the next."""
    return config.cache.mkdir("databases")
