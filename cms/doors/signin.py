"""Sign-in, as Django and its libraries read it: how long, by what, where passkeys work (docs/connexion.md).

Taken over by `cms/settings.py` name by name. `make demo` needs none of it: what asks for a configuration is off.
"""

from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from cms import env

__all__ = [
    "AUTHENTICATION_BACKENDS",
    "AUTH_PASSWORD_VALIDATORS",
    "LOGIN_REDIRECT_URL",
    "LOGIN_REDIRECT_URL_FAILURE",
    "LOGIN_URL",
    "OIDC_ACR_VALUES",
    "OIDC_AUTHENTICATION_CALLBACK_URL",
    "OIDC_CREATE_USER",
    "OIDC_DOMAINS",
    "OIDC_ISSUER",
    "OIDC_MAIL_IS_VERIFIED",
    "OIDC_NAME",
    "OIDC_RP_CLIENT_ID",
    "OIDC_RP_CLIENT_SECRET",
    "OIDC_RP_SCOPES",
    "OIDC_RP_SIGN_ALGO",
    "OIDC_STORE_ID_TOKEN",
    "OIDC_TIMEOUT",
    "OIDC_USE_NONCE",
    "OIDC_USE_PKCE",
    "OTP_TOTP_ISSUER",
    "OTP_WEBAUTHN_RP_NAME",
    "PROOF_MINUTES",
    "SECOND_FACTOR_OF",
    "SESSION_COOKIE_AGE",
    "SESSION_ENGINE",
    "WAGTAILADMIN_USER_PASSWORD_RESET_FORM",
    "WAGTAILUSERS_PASSWORD_ENABLED",
]

LOGIN_URL = "wagtailadmin_login"
# Whoever logged in without having been sent here by a page: an account may have no right to the admin.
LOGIN_REDIRECT_URL = "/"
LOGIN_REDIRECT_URL_FAILURE = LOGIN_URL
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "acces.passwords.CountedResetForm"  # noqa: S105  a class
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Nobody types another’s password: accounts are invited (acces/invitations/).
WAGTAILUSERS_PASSWORD_ENABLED = False

# ── Sessions ──────────────────────────────────────────────────────────────────────────────────────────────────
SESSION_ENGINE = "acces.sessions.store"
# Since its last use, if only of the day before: docs/connexion.md says how it is counted.
SESSION_COOKIE_AGE = int(timedelta(days=env.integer("SESSION_DAYS", 14, minimum=1, maximum=90)).total_seconds())
# For how long a password or a code that was just given lets change what protects the account.
PROOF_MINUTES = env.integer("PROOF_MINUTES", 15, minimum=1, maximum=240)

# ── Second factor ─────────────────────────────────────────────────────────────────────────────────────────────
# Names of groups whose members must have one, « administrateurs » for the administrators; nobody where it is empty.
SECOND_FACTOR_OF = env.items("SECOND_FACTOR_OF", [])
OTP_TOTP_ISSUER = OTP_WEBAUTHN_RP_NAME = "l’ODD 17 en pratique"

# ── OIDC ──────────────────────────────────────────────────────────────────────────────────────────────────────
OIDC_ISSUER = env.url("OIDC_ISSUER", schemes=("http", "https")).rstrip("/")
OIDC_NAME = env.text("OIDC_NAME", "ProConnect")
OIDC_RP_CLIENT_ID = env.text("OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET", "")
OIDC_RP_SCOPES = env.text("OIDC_SCOPES", "openid email")
OIDC_RP_SIGN_ALGO = env.text("OIDC_SIGN_ALGO", "RS256")
OIDC_DOMAINS = [one.lower().removeprefix("@") for one in env.items("OIDC_DOMAINS", [])]
OIDC_ACR_VALUES = env.items("OIDC_ACR_VALUES", [])
# Whether each address that it tells is verified, where it does not say so of each (ProConnect).
OIDC_MAIL_IS_VERIFIED = env.boolean("OIDC_MAIL_IS_VERIFIED", False)
OIDC_AUTHENTICATION_CALLBACK_URL = "acces_oidc:revenir"
OIDC_CREATE_USER = False
OIDC_USE_PKCE = True
OIDC_STORE_ID_TOKEN = True
OIDC_USE_NONCE = True
OIDC_TIMEOUT = 5
AUTHENTICATION_BACKENDS = [
    "comite.backend.RolesBackend",
    "django_otp_webauthn.backends.WebAuthnBackend",
    *(["acces.oidc.backend.SignedBackend"] if OIDC_ISSUER else []),
]


def passkey_name(site_url: str) -> str:
    """The name to which passkeys are bound: browsers refuse an address of numbers, and `localhost` stands in for it."""
    host = urlsplit(site_url).hostname or "localhost"
    try:
        ip_address(host)
    except ValueError:
        return host
    return "localhost"


def passkey_origins(site_url: str) -> list[str]:
    """From where a passkey is taken: the site’s own origin over TLS, or `localhost`, with its port."""
    parts = urlsplit(site_url)
    if parts.scheme == "https" and parts.hostname == passkey_name(site_url):
        return [site_url]
    return [f"http://localhost:{parts.port}" if parts.port else "http://localhost"]
