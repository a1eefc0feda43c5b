#!/bin/sh
# mozilla-django-oidc 5.0.2 answers an ID token that has expired with an error of PyJWT, which its view lets through.
#
# Expected: as with every other token that is not good, `verify_token` raises SuspiciousOperation, or nobody is signed in.
# Seen: for a wrong signature, SuspiciousOperation; for a token that has expired, or is not valid yet,
# `jwt.ExpiredSignatureError` and `jwt.ImmatureSignatureError`. The view of the way back catches neither: whoever waited too
# long at the provider, or whose server's clock is behind, reads « Server Error (500) ».
# Why: it catches `jwt.DecodeError`. A wrong signature is one; the two others are its siblings below `InvalidTokenError`.
# Instead: call `authenticate` of the library within a `try` that catches `jwt.PyJWTError`.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"${PYTHON:-python3}" -m venv env
env/bin/pip install --quiet --disable-pip-version-check mozilla-django-oidc==5.0.2 "Django==5.2.19" PyJWT==2.15.1 >&2 || exit 2
cat > judge.py <<'PYTHON'
import time
import warnings

import django
import jwt
from django.conf import settings

warnings.simplefilter("ignore")
SECRET = "a secret of a test that is long enough"
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    OIDC_OP_TOKEN_ENDPOINT="http://127.0.0.1:9/",
    OIDC_OP_USER_ENDPOINT="http://127.0.0.1:9/",
    OIDC_RP_CLIENT_ID="site",
    OIDC_RP_CLIENT_SECRET=SECRET,
)
django.setup()
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

now = int(time.time())
tokens = {
    "good": ({"nonce": "n", "exp": now + 60}, SECRET),
    "signed by another": ({"nonce": "n", "exp": now + 60}, "another secret of a test, long enough"),
    "of another nonce": ({"nonce": "m", "exp": now + 60}, SECRET),
    "expired": ({"nonce": "n", "exp": now - 60}, SECRET),
    "not valid yet": ({"nonce": "n", "exp": now + 60, "nbf": now + 30}, SECRET),
}
for name, (claims, secret) in tokens.items():
    try:
        OIDCAuthenticationBackend().verify_token(jwt.encode(claims, secret, algorithm="HS256"), nonce="n")
    except Exception as exc:
        print(f"{name}: {type(exc).__module__}.{type(exc).__name__}")
    else:
        print(f"{name}: taken")
PYTHON
seen=$(env/bin/python judge.py 2>/dev/null)
echo "$seen"
expected="good: taken
signed by another: django.core.exceptions.SuspiciousOperation
of another nonce: django.core.exceptions.SuspiciousOperation
expired: jwt.exceptions.ExpiredSignatureError
not valid yet: jwt.exceptions.ImmatureSignatureError"
if [ "$seen" != "$expected" ]; then
    echo "changed: this was seen before:"
    echo "$expected"
    exit 1
fi
