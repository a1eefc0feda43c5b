"""Where messages may be sent: the same gate as for the partners' links, and https only on the open network."""

from dataclasses import replace

from django.conf import settings

from ground.addresses.urls import InvalidUrlError, Target, gate_url, normalise
from workers.links.client.wire.config import CheckerConfig
from workers.links.limits import config as client_config

#: Bytes of an answer that are read; nothing of it is kept but the start of a refusal.
REPONSE_AU_PLUS = 65_536


def config() -> CheckerConfig:
    """The link client's limits, with less room for answers."""
    return replace(client_config(), max_body=REPONSE_AU_PLUS, max_binary_body=REPONSE_AU_PLUS)


def cible(url: str) -> Target:
    """The address, normalised. Raises InvalidUrlError."""
    return normalise(url)


def refus_de_cible(url: str) -> str:
    """Why no message may be sent to this address, as a sentence; "" when it may. Names are resolved when it is sent."""
    try:
        target = cible(url)
    except InvalidUrlError:
        return "Cette adresse est incomplète ou mal écrite. Il faut par exemple https://site.exemple.fr/messages."
    limits = config()
    if target.scheme != "https" and not settings.LINKS_ALLOW_LOOPBACK:
        return "L’adresse doit commencer par https:// : les messages ne circulent pas en clair."
    if target.is_literal and limits.refuses(target.host):
        return "Cette adresse n’est pas publique : aucun message ne peut y être envoyé."
    if gate_url(target, ports=limits.ports, any_port=limits.allow_loopback):
        return "Ce port n’est pas permis : utilisez celui de https, sans numéro."
    return ""
