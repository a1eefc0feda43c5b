"""Every limit of the link client in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.links.client.wire.addresses import refusal

if TYPE_CHECKING:  # resolver.py and hosts.py read this module's config
    from workers.links.client.hosts import HostGate
    from workers.links.client.wire.resolver import Lookup

PRODUCT = "ODD17-Veille"
PUBLIC_PORTS = frozenset({80, 443, 8080, 8443})


@dataclass(frozen=True, slots=True)
class CheckerConfig:
    """Limits in seconds and bytes. The defaults are those of production; tests scale the times down.

    `allow_loopback` opens 127.0.0.0/8 and ::1, every port, and drops the pause between two calls of a host unless
    `min_interval` is set: for tests, the demo and benchmarks only. `allow_addresses` lets exact
    addresses through and nothing beside them. `ca_file` adds authorities to the system's, `nameservers` and
    `dns_port` replace its resolvers.
    """

    contact_url: str = "https://odd17-en-pratique.example/a-propos-de-la-veille"
    dns_limit: float = 5.0
    connect_limit: float = 4.0
    tls_limit: float = 5.0
    head_limit: float = 5.0
    headers_limit: float = 15.0
    patient_limit: float = 40.0
    body_limit: float = 10.0
    total_limit: float = 20.0
    robots_limit: float = 5.0
    max_redirects: int = 8
    max_body: int = 256 * 1024
    max_raw_body: int = 320 * 1024
    max_binary_body: int = 4 * 1024
    max_header_line: int = 32 * 1024
    max_headers: int = 256
    slow_after: float = 5.0
    retry_wait: float = 1.1
    longest_retry_wait: float = 5.0
    longest_cool_down: int = 24 * 3600
    default_cool_down: int = 900
    timeouts_to_cool_down: int = 3
    min_interval: float | None = None
    respect_robots: bool = True
    check_fragments: bool = True
    probe_siblings: bool = True
    allow_loopback: bool = False
    allow_addresses: frozenset[str] = frozenset()
    ports: frozenset[int] = PUBLIC_PORTS
    ca_file: str | None = None
    nameservers: tuple[str, ...] = ()
    dns_port: int = 0
    concurrency: int = 50
    lookup: Lookup | None = None
    gate: HostGate | None = None

    def refuses(self, address: str) -> bool:
        """Whether no socket may be opened to this address."""
        return address not in self.allow_addresses and bool(refusal(address, allow_loopback=self.allow_loopback))

    @property
    def interval(self) -> float:
        """Seconds between the end of a call and the next one to the same host."""
        if self.min_interval is not None:
            return self.min_interval
        return 0.0 if self.allow_loopback else 1.0

    @property
    def user_agent(self) -> str:
        return f"Mozilla/5.0 (compatible; {PRODUCT}/1.0; +{self.contact_url})"
