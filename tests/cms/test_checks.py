import pytest
from django.core.checks import Error
from django.core.checks.registry import registry

from cms import checks

SAFE = {
    "SECRET_KEY": "x" * 60,
    "SITE_URL": "https://www.exemple.fr",
    "ALLOWED_HOSTS": ["www.exemple.fr"],
    "DATABASE_URL": "postgresql://base/odd17",
    "REDIS_URL": "redis://redis/0",
    "ELASTICSEARCH_URL": "https://search",
    "DEBUG": False,
    "LINKS_ALLOW_LOOPBACK": False,
    "EMAIL_HOST": "mail.exemple.fr",
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "TRUSTED_PROXIES": 1,
}


@pytest.fixture
def deployment(settings, tmp_path):
    """Settings of a sound deployment; a test spoils one of them."""
    settings.VAR_DIR = tmp_path
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def found():
    return [message.id for message in checks.check_deployment(None)]


def test_checks_are_run_by_check_deploy():
    assert checks.check_deployment in registry.deployment_checks


def test_sound_deployment_has_nothing_to_say(deployment):
    assert found() == []


def test_generated_secret_key_is_refused(deployment, tmp_path):
    (tmp_path / "secret_key").write_text(f"{'x' * 60}\n")
    assert found() == ["odd17.E001"]


#: What a provider is told of, and whom it may sign in.
KNOWN_THERE = {"OIDC_RP_CLIENT_ID": "site", "OIDC_RP_CLIENT_SECRET": "secret", "OIDC_DOMAINS": ["exemple.fr"]}


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({"SITE_URL": "http://www.exemple.fr"}, ["odd17.E002"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["odd17.E003"]),
        ({"ALLOWED_HOSTS": ["localhost"]}, ["odd17.E004"]),
        ({"DATABASE_URL": ""}, ["odd17.E005"]),
        ({"DATABASE_URL": "sqlite:///un/fichier", "REDIS_URL": "", "ELASTICSEARCH_URL": ""}, []),
        ({"REDIS_URL": ""}, ["odd17.W006"]),
        ({"ELASTICSEARCH_URL": ""}, ["odd17.W007"]),
        ({"DEBUG": True}, ["odd17.E008"]),
        ({"LINKS_ALLOW_LOOPBACK": True}, ["odd17.E009"]),
        ({"EMAIL_HOST": ""}, ["odd17.W010"]),
        ({"TRUSTED_PROXIES": 0}, ["odd17.E015"]),
        ({"TRUSTED_PROXIES": 0, "SECURE_PROXY_SSL_HEADER": None}, []),
        ({"OIDC_ISSUER": "https://fournisseur.example"}, ["odd17.E017"]),
        ({"OIDC_ISSUER": "http://fournisseur.example"} | KNOWN_THERE, ["odd17.E018"]),
        ({"OIDC_ISSUER": "https://fournisseur.example"} | KNOWN_THERE, []),
    ],
)
def test_unsafe_value_has_a_check_of_its_own(deployment, changes, ids):
    for name, value in changes.items():
        setattr(deployment, name, value)
    assert found() == ids


def test_every_check_has_a_hint_and_a_level_that_fits_its_id(deployment):
    for name, value in {
        "SITE_URL": "http://localhost",
        "ALLOWED_HOSTS": ["*"],
        "REDIS_URL": "",
        "ELASTICSEARCH_URL": "",
        "DEBUG": True,
        "LINKS_ALLOW_LOOPBACK": True,
        "EMAIL_HOST": "",
        "TRUSTED_PROXIES": 0,
    }.items():
        setattr(deployment, name, value)
    messages = checks.check_deployment(None)
    assert len(messages) == 8
    assert [bool(message.hint) for message in messages] == [True] * 8
    assert [isinstance(message, Error) for message in messages] == [
        message.id.startswith("odd17.E") for message in messages
    ]
