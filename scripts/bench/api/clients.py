"""Several clients at once on each API, through the web server that `make demo` starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.clients import server, waits_of
from scripts.bench.memory import can_measure, held

#: The site with Wagtail’s v2 beside it.
VARIABLES = {"DJANGO_SETTINGS_MODULE": "scripts.bench.settings"}


@dataclass(frozen=True, slots=True)
class ClientsRow:
    """Milliseconds that a client waited, answers per second of all together, and the server’s memory in MiB."""

    who: str
    p50: float
    p95: float
    per_second: float
    rss: float


def rows(addresses: Mapping[str, str], folder: Path, *, requests: int) -> list[ClientsRow]:
    """One row per API, `requests` of each client; a server of its own for each."""
    found = []
    for who, address in addresses.items():
        with server(folder, VARIABLES) as (port, web):
            p50, p95, rate = waits_of(port, [address], requests)
            found.append(ClientsRow(who, p50, p95, rate, held(web)[0] if can_measure() else 0.0))
    return found
