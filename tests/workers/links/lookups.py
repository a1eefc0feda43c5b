"""Names without a server of names."""

from workers.links.client.classes import ObservationClass
from workers.links.client.wire.resolver import LookupFailed


class StaticLookup:
    """A `Lookup` in a table of names; those that are not in it do not exist."""

    def __init__(self, table):
        self._table = table

    async def addresses(self, host):
        if host not in self._table:
            raise LookupFailed(ObservationClass.DNS_NX, "nom de domaine inexistant")
        return self._table[host]

    async def close(self):
        pass
