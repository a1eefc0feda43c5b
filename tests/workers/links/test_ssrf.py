"""More than a hundred ways to make the checker call inside: not one byte may arrive at the listener that counts."""

import asyncio
import socket
from contextlib import contextmanager
from threading import Thread

import pytest

from ground.addresses.urls import Target
from scripts.world.behaviours import answers, by_path, redirects
from scripts.world.kinds import FINE
from scripts.world.server import Row, World, address_of
from tests.workers.links.lookups import StaticLookup
from workers.links.client.checker import Checker, CheckerConfig
from workers.links.client.classes import ObservationClass as C
from workers.links.client.wire.failures import CallFailed
from workers.links.client.wire.transport import Transport

HOSTS = """
127.0.0.1 127.0.0.1. 127.1 127.0.1 127.000.000.001 0177.0.0.1 0177.1 0177.0.0.01 00000177.0.0.1 0x7f.0.0.1 0x7f.1
0X7F.0.0.1 0x7f000001 0x7F000001 017700000001 2130706433 0x0000000000007f000001 127.0.0.2 127.255.255.254 0 0.0.0.0
0x0 00 localhost localhost. LOCALHOST LocalHost %31%32%37.0.0.1 127%2e0%2e0%2e1 127。0。0。1 127．0．0．1 127｡0｡0｡1
①②⑦.⓪.⓪.① １２７.０.０.１ 𝟏𝟐𝟕.𝟎.𝟎.𝟏 ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ loc­alhost
[::1] [::] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::ffff:127.0.0.1] [::ffff:7f00:1]
[::ffff:7f00:0001] [0:0:0:0:0:ffff:127.0.0.1] [::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1]
[64:ff9b::7f00:1] [64:ff9b:1::127.0.0.1] [2002:7f00:1::] [2002:7f00:0001::1] [2001:0:7f00:1::] [fe80::1] [fec0::1]
[fc00::1] [fd00::1] [fd00:ec2::254] [ff02::1] [2001:db8::1] [::1%25lo] [::1%lo] [fe80::1%25eth0]
10.0.0.1 10.1 0xa000001 167772161 012.0.0.1 172.16.0.1 172.31.255.254 192.168.1.1 0xc0a80101 3232235777
169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 169.254.43518 100.64.0.1 100.100.100.200 192.0.0.192
168.63.129.16 198.18.0.1 224.0.0.1 255.255.255.255 240.0.0.1 192.0.2.1 203.0.113.7
interne.test melange.test melange6.test mappe.test nat64.test six-to-four.test metadonnees.test zero.test
"""
CALLS = [
    *(f"http://{host}:{{port}}/" for host in HOSTS.split()),
    "http://moi:secret@127.0.0.1:{port}/",
    "http://exemple.test@127.0.0.1:{port}/",
    "http://exemple.test:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@interne.test/",
    "http://exemple.test#@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@exemple.test/",
    "http://127.0.0.1:{port}\\@exemple.test/",
    "http://exemple.test\\@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http:/127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:////127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/\r\nHost: interne",
    "http://exemple.test\r\n@127.0.0.1:{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1%00.exemple.test:{port}/",
    "http://127.0.0.1%0d%0a:{port}/",
    "ht\ntp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_QUIT",
    "dict://127.0.0.1:{port}/stats",
    "ftp://127.0.0.1:{port}/",
    "unix:/var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "jar:http://127.0.0.1:{port}/a!/",
    "https://127.0.0.1:{port}/",
    "https://[::1]:{port}/",
    "https://2130706433:{port}/",
    "https://interne.test:{port}/",
    "ws://127.0.0.1:{port}/",
]
NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "interne.test": ["127.0.0.1"],
    "melange.test": ["93.184.216.34", "127.0.0.1"],
    "melange6.test": ["2606:2800::1", "::1"],
    "mappe.test": ["::ffff:127.0.0.1"],
    "nat64.test": ["64:ff9b::7f00:1"],
    "six-to-four.test": ["2002:7f00:1::1"],
    "metadonnees.test": ["169.254.169.254"],
    "zero.test": ["0.0.0.0"],
}
REFUSED = {C.UNSAFE_TARGET, C.INVALID_URL, C.UNSUPPORTED, C.DNS_NX}


@contextmanager
def listener():
    """A port of every loopback address that counts who calls."""
    with socket.socket(socket.AF_INET6) as opened:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        opened.bind(("::", 0))
        opened.listen(200)
        calls = []

        def count():
            while True:
                try:
                    connection, _ = opened.accept()
                except OSError:
                    return
                connection.settimeout(0.2)
                try:
                    calls.append(connection.recv(4096))
                except OSError:
                    calls.append(b"")
                connection.close()

        counter = Thread(target=count, daemon=True)
        counter.start()
        yield opened.getsockname()[1], calls
        opened.shutdown(socket.SHUT_RDWR)
        counter.join()


def checked(urls, config):
    async def run():
        async with Checker(config) as checker:
            return [await checker.check(url) for url in urls]

    return asyncio.run(run())


@pytest.fixture(scope="module")
def refused_run():
    with listener() as (port, calls):
        config = CheckerConfig(
            lookup=StaticLookup(NAMES), ports=frozenset({80, 443, port}), min_interval=0.0, retry_wait=0.0
        )
        urls = [call.format(port=port) for call in CALLS]
        seen = dict(zip(CALLS, checked(urls, config), strict=True))
        with socket.create_connection(("127.0.0.1", port)) as proof:
            proof.sendall(b"proof that the listener counts")
            # The listener hangs up once it has counted: without waiting, it could be closed before.
            proof.recv(1)
    return seen, calls


def test_ssrf_vectors_are_more_than_a_hundred():
    assert len(set(CALLS)) >= 120


def test_ssrf_vectors_send_no_byte(refused_run):
    _, calls = refused_run

    assert calls == [b"proof that the listener counts"]


@pytest.mark.parametrize("call", CALLS, ids=repr)
def test_ssrf_vector_is_refused(call, refused_run):
    seen, _ = refused_run

    assert seen[call].class_ in REFUSED
    assert (seen[call].final_url, seen[call].chain, seen[call].bytes_read) == ("", (), 0)


@pytest.mark.parametrize("port", [22, 25, 53, 3306, 5432, 6379, 9200, 11211])
def test_ssrf_odd_port_is_not_called(port):
    [seen] = checked([f"http://exemple.test:{port}/"], CheckerConfig(lookup=StaticLookup(NAMES)))

    assert (seen.class_, seen.reason) == (C.UNSUPPORTED, "port non autorisé")


REDIRECTIONS = [
    "http://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://localhost:{port}/",
    "http://interne.test:{port}/",
    "http://melange.test:{port}/",
    "http://moi:secret@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "/\\127.0.0.1:{port}/",
    "\\\\127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
]


@pytest.mark.parametrize("location", REDIRECTIONS)
def test_ssrf_redirect_sends_no_byte(location):
    async def run(port):
        row = Row("renvoi", C.OK, None, None, redirects(302, location.format(port=port)))
        async with World([row]) as world:
            names = {**NAMES, row.host: [address_of(0)]}
            config = CheckerConfig(
                lookup=StaticLookup(names),
                ports=frozenset({world.port, port}),
                allow_addresses=frozenset({address_of(0)}),
                min_interval=0.0,
            )
            async with Checker(config) as checker:
                return await checker.check(world.url(row))

    with listener() as (port, calls):
        seen = asyncio.run(run(port))
    assert (calls, seen.class_) == ([], C.REDIRECT_BAD if location.startswith("gopher") else C.UNSAFE_TARGET)
    assert "127.0.0.1" not in str(seen.as_evidence())


class Rebinding:
    """A name that is public the first time it is asked for, and inside from then on."""

    def __init__(self, first):
        self.answers = [[first]]

    async def addresses(self, host):
        return self.answers.pop() if self.answers else ["127.0.0.1"]

    async def close(self):
        return None


def test_ssrf_rebinding_between_two_lookups_sends_no_byte():
    async def run():
        row = Row("rebond", C.OK, None, None, answers(200, Connection="close"))
        async with World([row]) as world:
            config = CheckerConfig(
                lookup=Rebinding(address_of(0)),
                ports=frozenset({world.port}),
                allow_addresses=frozenset({address_of(0)}),
                min_interval=0.0,
            )
            async with Checker(config) as checker:
                first = await checker.check(world.url(row))
                # As if the name's time to live had passed.
                checker.transport._session.connector.clear_dns_cache()
                second = await checker.check(world.url(row))
                return first.class_, second.class_

    assert asyncio.run(run()) == (C.OK, C.UNSAFE_TARGET)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "169.254.169.254"])
def test_ssrf_socket_refuses_a_literal_that_passed_every_other_gate(address):
    shown = f"[{address}]" if ":" in address else address
    target = Target(f"http://{shown}/", "http", address, 80, "/", "", "", False)

    async def run():
        async with Transport(CheckerConfig(lookup=StaticLookup({}))) as transport:
            deadline = asyncio.get_running_loop().time() + 5
            await transport.call("GET", target, {}, headers_limit=1, deadline=deadline)

    with pytest.raises(CallFailed) as caught:
        asyncio.run(run())
    assert caught.value.failure.class_ is C.UNSAFE_TARGET


class Changing:
    """A name whose answers follow each other, the last one staying: what a hostile name server does."""

    def __init__(self, *answers):
        self.answers = list(answers)

    async def addresses(self, host):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def close(self):
        return None


REBINDINGS = {
    "to loopback": ["127.0.0.1"],
    "to IPv6 loopback": ["::1"],
    "to a mapped address": ["::ffff:127.0.0.1"],
    "to metadata": ["169.254.169.254"],
    "to a mixed answer": ["PUBLIC", "127.0.0.1"],
    "to a mixed answer, inside first": ["127.0.0.1", "PUBLIC"],
}


@pytest.mark.parametrize("then", REBINDINGS.values(), ids=REBINDINGS)
@pytest.mark.parametrize("between", ["robots and page", "page and redirect", "two checks"])
def test_ssrf_rebinding_at_any_moment_sends_no_byte(then, between):
    """The name is looked up anew each time: nothing is kept of the first answer, and the second one is refused."""
    outside = address_of(0)
    then = [outside if address == "PUBLIC" else address for address in then]

    async def run(port):
        page = redirects(302, "/encore") if between == "page and redirect" else answers(200, Connection="close")
        # Each answer ends its connection: the next call must look the name up again.
        row = Row("rebond", C.OK, None, None, by_path({"/guides/alliances": page}, answers(200, Connection="close")))
        async with World([row]) as world:
            calls_before = {"robots and page": 1, "page and redirect": 2, "two checks": 2}[between]
            config = CheckerConfig(
                lookup=Changing(*([[outside]] * calls_before), then),
                ports=frozenset({world.port, port}),
                allow_addresses=frozenset({outside}),
                min_interval=0.0,
                retry_wait=0.0,
            )
            async with Checker(config) as checker:
                forget_names_and_connections(checker)
                seen = await checker.check(world.url(row))
                if between == "two checks":
                    seen = await checker.check(world.url(row))
                return seen, sum(world.hits["rebond"].values())

    with listener() as (port, calls):
        seen, asked = asyncio.run(run(port))
    assert (seen.class_, calls) == (C.UNSAFE_TARGET, [])
    assert asked == {"robots and page": 1, "page and redirect": 2, "two checks": 2}[between]
    assert not {address for address in then if address != outside and address in str(seen.as_evidence())}


def forget_names_and_connections(checker):
    """Every call opens a connection and looks its name up, as when both have gone stale."""
    connector = checker.transport._session.connector
    connector._force_close = True
    connector._use_dns_cache = False


LOCATIONS_OF_BYTES = [
    "http://exemple.test/\r\nHost: 127.0.0.1:{port}",
    "http://127.0.0.1:{port}/\r\n\r\nGET / HTTP/1.1",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1%2f@exemple.test:{port}/",
    "http://exemple.test\u3002interne.test\u3002:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",
    "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460:{port}/",
    "http://interne\u2024test:{port}/",
    "///127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "HtTp://0177.1:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
]


@pytest.mark.parametrize("location", LOCATIONS_OF_BYTES, ids=repr)
@pytest.mark.parametrize("what", ["page", "robots"])
def test_ssrf_odd_redirect_sends_no_byte_inside(location, what):
    async def run(port):
        sent = location.format(port=port)

        async def serve(exchange):
            exchange.raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + sent.encode() + b"\r\n\r\n")

        row = (
            Row("renvoi", C.OK, None, None, serve)
            if what == "page"
            else Row("renvoi", C.OK, None, None, FINE, robots=serve)
        )
        async with World([row]) as world:
            config = CheckerConfig(
                lookup=StaticLookup({**NAMES, row.host: [address_of(0)]}),
                ports=frozenset({world.port, port}),
                allow_addresses=frozenset({address_of(0)}),
                min_interval=0.0,
                retry_wait=0.0,
            )
            async with Checker(config) as checker:
                return await checker.check(world.url(row))

    with listener() as (port, calls):
        seen = asyncio.run(run(port))
    assert calls == []
    assert seen.class_ not in {C.OK, C.OK_REDIRECT_TEMP} if what == "page" else seen.class_ is C.OK
