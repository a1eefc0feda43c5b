"""Requests through the WSGI application itself, as the web server makes them: no socket, and no test client either."""

import io
import json
from dataclasses import dataclass
from typing import Any

from scripts.bench.place import HOST


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)

    def __getitem__(self, name: str) -> str:
        return self.headers[name]


class InProcess:
    """The whole site, every middleware included."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application  # Django is set up by now, not when this module is read

        self._application: Any = get_wsgi_application()

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a GET."""
        said: list[Any] = []
        body = self._application(_environ(path, headers or {}), lambda *given: said.extend(given))
        try:
            content = b"".join(body)
        finally:
            body.close()
        return Answer(int(said[0].split()[0]), dict(said[1]), content)


def _environ(path: str, headers: dict[str, str]) -> dict[str, Any]:
    address, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "HTTP_HOST": HOST,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
