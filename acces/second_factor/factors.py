"""The second factors of an account: which there are, trying a code, taking one away. django-otp keeps them.

It keeps the codes for emergencies as they are; ours are digests, which only this site can make of a code.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from acces.accounts.noting import CODE_USED, CODES, FACTOR, FACTOR_GONE, note
from acces.notices import tell

#: Without those that are read for each other.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
NUMBER, LENGTH = 10, 10
KINDS = {"application": TOTPDevice, "cle": WebAuthnCredential}


class WrongCodeError(Exception):
    """The code is not good. `sentence` says so in French, and how long to wait where that is needed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor as its owner sees it."""

    kind: str
    pk: int
    name: str
    created: datetime | None
    used: datetime | None


def factors_of(user: User) -> list[Factor]:
    """Those that are in force, the codes for emergencies left out."""
    return [
        Factor(kind, one.pk, one.name, one.created_at, one.last_used_at)
        for kind, model in KINDS.items()
        for one in model.objects.filter(user=user, confirmed=True).order_by("pk")
    ]


def has_factor(user: User) -> bool:
    """Whether the account has one: it is then always asked for."""
    return any(model.objects.filter(user=user, confirmed=True).exists() for model in KINDS.values())


def codes_left(user: User) -> int:
    """How many codes for emergencies are left."""
    return StaticToken.objects.filter(device__user=user, device__confirmed=True).count()


def begin_application(user: User) -> TOTPDevice:
    """The key that is being handed to an application: the same until a code of it was given back."""
    waiting, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "Application"})
    return waiting


def confirm_application(*, user: User, code: str, name: str) -> TOTPDevice:
    """Take the application into service. Raises WrongCodeError, once the wrong code is counted."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is not None and device.verify_token(_figures(code)):
            device.name, device.confirmed = name, True
            device.save()
            note(FACTOR, user, by=user)
            transaction.on_commit(lambda: tell_added(user, name))
            return device
    raise WrongCodeError(_sentence(device) if device else "Cette clé a déjà servi\u00a0: recommencez.")


def try_code(*, user: User, code: str) -> Device:
    """The factor whose code this is; it counts as used. Raises WrongCodeError: each wrong one makes the next wait."""
    figures = _figures(code)
    is_application = figures.isdigit() and len(figures) <= 8
    model = TOTPDevice if is_application else StaticDevice
    said = figures if is_application else digest_of(user, code)
    sentence = "Ce code n’est pas le bon. Vérifiez qu’il est encore affiché, et recommencez."
    with transaction.atomic():
        for device in model.objects.devices_for_user(user, confirmed=True).select_for_update():
            if device.verify_token(said):
                if not is_application:
                    note(CODE_USED, user, by=user)
                    transaction.on_commit(partial(_tell_used, user, codes_left(user)))
                return device
            sentence = _sentence(device)
    raise WrongCodeError(sentence)


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Ten codes in the place of all former ones; only their digests are kept."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="Codes de secours", confirmed=True)
    note(CODES, user, by=user)
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(NUMBER)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=digest_of(user, one)) for one in codes)
    return [f"{one[:5]}-{one[5:]}" for one in codes]


@transaction.atomic
def remove(*, user: User, kind: str, pk: int) -> bool:
    """Take one factor away; codes for emergencies leave with the last. False when there is none of that number."""
    model = KINDS.get(kind)
    device = model.objects.filter(user=user, pk=pk).first() if model else None
    if device is None:
        return False
    name = device.name
    device.delete()
    if not has_factor(user):
        StaticDevice.objects.filter(user=user).delete()
    note(FACTOR_GONE, user, by=user)
    transaction.on_commit(lambda: _tell_removed(user, [name]))
    return True


@transaction.atomic
def remove_all(user: User, *, by: User | None = None) -> int:
    """Take all factors away, for somebody who has lost them; returns how many there were. `by` None: at the console."""
    names = [one.name for one in factors_of(user)]
    for device in list(devices_for_user(user, confirmed=None)):
        device.delete()
    if names:
        note(FACTOR_GONE, user, by=by)
        transaction.on_commit(lambda: _tell_removed(user, names))
    return len(names)


def digest_of(user: User, code: str) -> str:
    """What is kept of a code for emergencies, however it is typed: 64 bits, as much as its column holds."""
    plain = "".join(letter for letter in code.lower() if letter in LETTERS)
    return salted_hmac("acces.second_factor", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()[:16]


def tell_added(user: User, name: str) -> None:
    """Write to the owner that a factor was added."""
    tell(
        user,
        subject="Un second facteur a été ajouté à votre compte",
        sentences=(f"« {name} » vient d’être ajouté à votre compte, le {_now()}.", _IF_NOT_YOU),
    )


_IF_NOT_YOU = (
    "Si ce n’est pas vous, changez votre mot de passe, fermez vos sessions et prévenez l’administration du site."
)


def _tell_removed(user: User, names: Sequence[str]) -> None:
    said = ", ".join(f"« {name} »" for name in names)
    verb = "ne protège plus" if len(names) == 1 else "ne protègent plus"
    tell(
        user,
        subject="Un second facteur a été retiré de votre compte",
        sentences=(f"{said} {verb} votre compte depuis le {_now()}.", _IF_NOT_YOU),
    )


def _tell_used(user: User, left: int) -> None:
    rest = "C’était le dernier\u00a0: faites-en d’autres." if not left else f"Il vous en reste {left}."
    tell(
        user,
        subject="Un code de secours a servi",
        sentences=(f"Un code de secours de votre compte a servi le {_now()}. {rest}", _IF_NOT_YOU),
    )


def _now() -> str:
    return f"{timezone.localtime():%d/%m/%Y à %H:%M}"


def _figures(code: str) -> str:
    return "".join(code.split())


def _sentence(device: TOTPDevice | StaticDevice) -> str:
    """Why the code was refused: django-otp makes each further try wait twice as long."""
    allowed, why = device.verify_is_allowed()
    until = (why or {}).get("locked_until")
    if allowed or until is None:
        return "Ce code n’est pas le bon. Vérifiez qu’il est encore affiché, et recommencez."
    wait = max(1, round((until - timezone.now()).total_seconds()))
    seconds = "une seconde" if wait == 1 else f"{wait}\u00a0secondes"
    return f"Ce code n’est pas le bon. Le prochain ne sera lu que dans {seconds}."
