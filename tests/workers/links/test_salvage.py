"""What is read of an answer that the parser refused, and what is never taken for one."""

import pytest

from workers.links.client.wire.salvage import KEPT, salvaged


def shown(kept):
    found = salvaged(kept)
    return found and (found.status, dict(found.headers), found.body)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\ncorps", (200, {"A": "b"}, b"corps")),
        (b"HTTP/1.0 404\nA: b\n\n", (404, {"A": "b"}, b"")),
        (b"HTTP/1.1 200 OK\r\nd\xe9j\xe0: vu\r\nune ligne\r\nA: b\r\n\r\n", (200, {"A": "b"}, b"")),
        (b"", None),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n", None),
        (b"HTTP/1.1 deux cents\r\n\r\n", None),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", None),
        (b"HTTP/1.1 700 Rien\r\n\r\n", None),
        (b"HTTP/2 200\r\n\r\n", None),
        (b"ICY 200 OK\r\n\r\n", None),
        (bytes(range(256)), None),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * KEPT + b"\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300 + b"\r\n", None),
    ],
)
def test_salvaged_answers(kept, expected):
    assert shown(kept) == expected
