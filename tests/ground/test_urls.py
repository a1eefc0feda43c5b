import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground.addresses.urls import InvalidUrlError, normalise, redirect_target, syntax_problem, without_secrets

NORMAL = {
    "http://Exemple.FR": "http://exemple.fr/",
    "HTTP://exemple.fr:80/": "http://exemple.fr/",
    "https://exemple.fr:443/a": "https://exemple.fr/a",
    "https://exemple.fr:8443/a": "https://exemple.fr:8443/a",
    "http://exemple.fr./a": "http://exemple.fr/a",
    "  http://exemple.fr/a \n": "http://exemple.fr/a",
    "http://exemple.fr/a#ancre": "http://exemple.fr/a",
    "http://exemple.fr/a?": "http://exemple.fr/a?",
    "http://exemple.fr?q=1": "http://exemple.fr/?q=1",
    "http://exemple.fr/a/./b/../c": "http://exemple.fr/a/c",
    "http://exemple.fr/../..": "http://exemple.fr/",
    "http://exemple.fr/%7Eanne/%c3%a9": "http://exemple.fr/~anne/%C3%A9",
    "http://exemple.fr/é à": "http://exemple.fr/%C3%A9%20%C3%A0",
    "http://exemple.fr/100%": "http://exemple.fr/100%25",
    "http://exemple.fr/a%2Fb": "http://exemple.fr/a%2Fb",
    "http://exemple.fr/a?q=é&r=[1]": "http://exemple.fr/a?q=%C3%A9&r=[1]",
    "http://exemple.fr\\a": None,
    "http://exemple.fr/a\\b": "http://exemple.fr/a/b",
    "http://énergie.fr/": "http://xn--nergie-9ua.fr/",
    "http://XN--NERGIE-9UA.fr/": "http://xn--nergie-9ua.fr/",
    "http://exemple。fr/": "http://exemple.fr/",
    "http://ｅｘｅｍｐｌｅ.fr/": "http://exemple.fr/",
    "http://a_b.exemple.fr/": "http://a_b.exemple.fr/",
    "http://moi:secret@exemple.fr/a": "http://exemple.fr/a",
    "http://[2A00:1:0:0::1]:80/": "http://[2a00:1::1]/",
    "http://127.1/": "http://127.0.0.1/",
    "http://0x7f000001/": "http://127.0.0.1/",
    "http://2130706433/": "http://127.0.0.1/",
    "http://0177.0.0.01/": "http://127.0.0.1/",
    "http://127.0.0.1./": "http://127.0.0.1/",
    "http://①②⑦.⓪.⓪.①/": "http://127.0.0.1/",
    "": None,
    "exemple.fr": None,
    "//exemple.fr/": None,
    "http:exemple.fr": None,
    "http://": None,
    "http:///a": "http://a/",
    "http:\\\\a\\b": "http://a/b",
    "http://:80/": None,
    "http://exemple.fr:0/": None,
    "http://exemple.fr:65536/": None,
    "http://exemple.fr:80a/": None,
    "http://exemple.fr:٣/": None,
    "http://exem ple.fr/": None,
    "http://exemple..fr/": None,
    "http://.exemple.fr/": None,
    "http://exemple.fr/\r\nHost: autre": None,
    "http://exemple.fr\t/": None,
    "http://exem\x00ple.fr/": None,
    "http://256.1.1.1/": None,
    "http://1.2.3.4.5/": None,
    "http://0x100000000/": None,
    "http://09.1.1.1/": None,
    "http://[::1/": None,
    "http://[fe80::1%25eth0]/": None,
    "http://[1.2.3.4]/": None,
    "http://exemple%2efr/": "http://exemple.fr/",
    "http://%31%32%37.0.0.1/": "http://127.0.0.1/",
    "http://exemple.fr%0d%0a/": None,
    "http://" + "a" * 64 + ".fr/": None,
    "http://exemple.fr/" + "a" * 5000: None,
}


@pytest.mark.parametrize(("raw", "normal"), NORMAL.items(), ids=lambda value: repr(value)[:40])
def test_normalise_gives_one_spelling_or_refuses(raw, normal):
    if normal is None:
        with pytest.raises(InvalidUrlError):
            normalise(raw)
    else:
        assert normalise(raw).text == normal


@given(st.text(max_size=60))
def test_normalise_never_fails_otherwise_and_is_idempotent(tail):
    try:
        once = normalise("http://" + tail).text
    except InvalidUrlError:
        return
    assert normalise(once).text == once


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/b", "http://exemple.fr/b"),
        ("b", "http://exemple.fr/dossier/b"),
        ("../b?x=1", "http://exemple.fr/b?x=1"),
        ("?x=1", "http://exemple.fr/dossier/a?x=1"),
        ("//autre.fr/b", "http://autre.fr/b"),
        ("https://autre.fr", "https://autre.fr/"),
        ("/\u00e9t\u00e9", "http://exemple.fr/%C3%A9t%C3%A9"),
        (b"/\xc3\xa9".decode("utf-8", "surrogateescape"), "http://exemple.fr/%C3%A9"),
    ],
)
def test_redirect_target_follows_location(location, expected):
    assert redirect_target(normalise("http://exemple.fr/dossier/a"), location).text == expected


@pytest.mark.parametrize(
    "location", ["ftp://a/b", "file:///etc/passwd", "javascript:alert(1)", "data:,a", "http://[::"]
)
def test_redirect_target_refuses_what_is_no_page(location):
    with pytest.raises(InvalidUrlError):
        redirect_target(normalise("http://exemple.fr/"), location)


@pytest.mark.parametrize(
    ("raw", "fine"),
    [
        ("mailto:contact@exemple.fr", True),
        ("mailto:a@exemple.fr,b@exemple.fr?subject=Bonjour", True),
        ("mailto:?to=a@exemple.fr", True),
        ("mailto:contact@énergie.fr", True),
        ("mailto:contact", False),
        ("mailto:", False),
        ("mailto:a@b", False),
        ("tel:+33123456789", True),
        ("tel:01 23 45 67 89", True),
        ("tel:3949", True),
        ("tel:bonjour", False),
        ("tel:", False),
        ("javascript:void(0)", True),
        ("data:text/plain,a", True),
    ],
)
def test_syntax_problem_reads_mail_and_telephone(raw, fine):
    assert (syntax_problem(raw) is None) == fine


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("http://moi:secret@exemple.fr/a", "http://exemple.fr/a"),
        ("HTTPS://moi@exemple.fr", "HTTPS://exemple.fr"),
        ("ftp://moi:se@cret@exemple.fr/a", "ftp://exemple.fr/a"),
        ("//moi:secret@exemple.fr/a", "//exemple.fr/a"),
        ("http:\\\\moi:secret@exemple.fr/a", "http:\\\\exemple.fr/a"),
        ("http://exemple.fr/a@b", "http://exemple.fr/a@b"),
        ("http://exemple.fr/\r\na", "http://exemple.fr/a"),
    ],
)
def test_without_secrets_cuts_credentials_out(raw, shown):
    assert without_secrets(raw) == shown
