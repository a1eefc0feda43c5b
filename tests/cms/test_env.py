"""Readers of variables that the partners' world needs: what they give, and what they say of a wrong value."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import env


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", None),
        ("9.9.9.9", ("9.9.9.9", 0)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("2620:fe::fe", ("2620:fe::fe", 0)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_name_servers_are_addresses_with_or_without_a_port(monkeypatch, raw, expected):
    monkeypatch.setenv("X", raw)
    assert env.name_server("X") == expected


@pytest.mark.parametrize("raw", ["dns.exemple.fr", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:", "1.2.3", "[::1"])
def test_other_name_servers_stop_the_start_with_a_sentence(monkeypatch, raw):
    monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.name_server("X")
    assert str(caught.value) == f"X is {raw!r}; an IP address is needed, with or without :PORT."


def test_files_that_are_named_are_there(monkeypatch, tmp_path):
    file = tmp_path / "ca.pem"
    monkeypatch.setenv("X", str(file))
    with pytest.raises(ImproperlyConfigured) as caught:
        env.existing_file("X")
    assert str(caught.value) == f"X is {str(file)!r}; there is no such file."
    file.touch()
    assert env.existing_file("X") == str(file)
    monkeypatch.setenv("X", "")
    assert env.existing_file("X") is None


def test_networks_are_addresses_or_ranges(monkeypatch):
    monkeypatch.setenv("X", "127.0.0.1, 10.0.0.0/8,::1")
    assert [str(one) for one in env.networks("X", [])] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]


@pytest.mark.parametrize("raw", ["proxy.exemple.fr", "10.0.0.1/8", "10.0.0.0/33"])
def test_other_networks_stop_the_start_with_a_sentence(monkeypatch, raw):
    monkeypatch.setenv("X", raw)
    with pytest.raises(
        ImproperlyConfigured, match=r"^X: .*; addresses or networks are needed, such as 10\.0\.0\.0/8\.$"
    ):
        env.networks("X", [])


@pytest.mark.parametrize(("raw", "expected"), [("", "A-B"), ("Visiteur", "Visiteur"), ("X-Real-IP", "X-Real-IP")])
def test_names_of_headers_are_letters_digits_and_hyphens(monkeypatch, raw, expected):
    monkeypatch.setenv("X", raw)
    assert env.header("X", "A-B") == expected


@pytest.mark.parametrize("raw", ["X_Real_IP", "X Real", "-", "Été"])
def test_other_names_of_headers_stop_the_start_with_a_sentence(monkeypatch, raw):
    monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.header("X", "A-B")
    assert str(caught.value) == f"X is {raw!r}; letters, digits and hyphens are allowed."
