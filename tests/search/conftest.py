import os

import pytest


@pytest.fixture(scope="session")
def elasticsearch_url():
    """The address of a real server: a suite without one is skipped by name, and fails where CI promises one."""
    url = os.environ.get("ELASTICSEARCH_URL")
    if url:
        return url
    if os.environ.get("CI") == "true":
        pytest.fail("ELASTICSEARCH_URL is not set, and under CI=true these tests must run")
    pytest.skip("ELASTICSEARCH_URL is not set: no Elasticsearch to compare with")
