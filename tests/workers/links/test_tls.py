"""What no server of the world can show: how far the client goes to meet old servers, and no further."""

import ssl

from workers.links.client.wire.connector import tls_context


def test_old_renegotiation_is_tolerated_and_old_protocols_are_not():
    context = tls_context(None)
    # OP_LEGACY_SERVER_CONNECT, which Python names from 3.12 on.
    assert context.options & 0x4
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_certificates_are_always_verified():
    context = tls_context(None)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
