import os
import socket
from pathlib import Path

import pytest
from django.conf import settings

from tests.isolation import BASE, NetworkForbiddenError, is_ours, own_redis


def test_socket_to_another_machine_is_refused():
    with socket.socket() as probe, pytest.raises(NetworkForbiddenError):
        probe.connect(("192.0.2.1", 80))  # RFC 5737: an address that no machine has


def test_datagram_to_another_machine_is_refused():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, pytest.raises(NetworkForbiddenError):
        probe.sendto(b"x", ("192.0.2.1", 53))


def test_name_of_another_machine_is_not_looked_up():
    with pytest.raises(NetworkForbiddenError):
        socket.getaddrinfo("example.org", 443)


def test_loopback_stays_open():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        client.sendall(b"x")
        connection, _ = server.accept()
        with connection:
            assert connection.recv(1) == b"x"


@pytest.mark.parametrize(
    ("host", "ours"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("exemple.fr", False)],
)
def test_only_loopback_is_ours(host, ours):
    assert is_ours(host) is ours


def test_files_are_in_a_temporary_folder_of_this_run():
    folder = Path(settings.VAR_DIR)
    assert folder.parent == Path(os.environ[BASE])
    assert folder.name == os.environ.get("PYTEST_XDIST_WORKER", "main")
    assert Path(settings.MEDIA_ROOT).is_relative_to(folder)
    assert Path(settings.SEARCH_INDEX_DIR).is_relative_to(folder)


def test_each_worker_has_a_redis_database_of_its_own(monkeypatch):
    databases = {}
    for worker in ("gw0", "gw1"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        databases[worker] = own_redis("redis://127.0.0.1:6379/0")
    monkeypatch.delenv("PYTEST_XDIST_WORKER")
    databases["main"] = own_redis("redis://127.0.0.1:6379")
    assert databases == {
        "gw0": "redis://127.0.0.1:6379/1",
        "gw1": "redis://127.0.0.1:6379/2",
        "main": "redis://127.0.0.1:6379/15",
    }
