"""What the link client may do here. It imports nothing that meets the wire: web processes read it as well."""

from django.conf import settings

from workers.links.client.wire.config import CheckerConfig


def config() -> CheckerConfig:
    """The client's limits, with what the settings say of this deployment."""
    nameserver, dns_port = settings.LINKS_NAMESERVER or ("", 0)
    return CheckerConfig(
        nameservers=(nameserver,) if nameserver else (),
        dns_port=dns_port,
        ca_file=settings.LINKS_CA_FILE,
        contact_url=settings.CONTACT_URL,
        allow_loopback=settings.LINKS_ALLOW_LOOPBACK,
        concurrency=settings.LINKS_CONCURRENCY,
    )
