"""Accounts of the tests about sign-in, and what their applications would show."""

import time
from base64 import b32decode

from django.contrib.auth import get_user_model
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSWORD = "un bon mot de passe"


def account(name="jeanne", **fields):
    """An administrator; `is_superuser=False` for somebody else."""
    fields = {"is_superuser": True, "email": f"{name}@exemple.fr"} | fields
    user = get_user_model()(username=name, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, name="jeanne", password=PASSWORD, **sent):
    return client.post("/admin/login/", {"username": name, "password": password, "next": "/admin/"}, **sent)


def with_application(user):
    """An application in service."""
    return TOTPDevice.objects.create(user=user, name="Téléphone", confirmed=True)


def code_of(device, *, steps=0):
    """What the application shows, so many steps of thirty seconds later."""
    return shown(device.bin_key, steps=steps)


def shown(key, *, steps=0):
    """The same from the key, as bytes or as the letters of the screen."""
    key = b32decode(key.replace(" ", "")) if isinstance(key, str) else key
    made = TOTP(key)
    made.time = time.time() + 30 * steps
    return f"{made.token():06}"
