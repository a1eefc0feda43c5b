"""Invites somebody: an account without a password, and a link with which its owner chooses one.

The link is signed, good for seven days, and for one password: it holds a digest of what that password changes. Whoever
invites learns nothing of accounts that there are: the answer is always the same, and the mail says the rest.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from limits import RateLimitItemPerHour

from acces.accounts.naming import account_at, nom_de
from acces.accounts.noting import INVITED, INVITED_AGAIN, note
from acces.devices import digest_of
from acces.notices import MARK, Letter, send_secret
from ground.edges.rates import TooManyError, count_moving

logger = logging.getLogger(__name__)
SALT = "acces.invitations"
VALID = timedelta(days=7)
MAILS_PER_HOUR = 3
INVITATIONS_PER_HOUR = 40
FEW = "Plusieurs courriels viennent d’être demandés pour cette adresse. Reprenez dans {wait}\u00a0minutes."
MANY = "Beaucoup d’invitations viennent de partir de votre compte. Reprenez dans {wait}\u00a0minutes."
MISTYPED = "Ce lien n’est pas entier\u00a0: ouvrez-le depuis le courriel, ou copiez-le jusqu’à son dernier caractère."
EXPIRED = "Cette invitation a expiré. Demandez-en une autre à la personne qui vous a invité."
USED = "Cette invitation a déjà servi, ou une plus récente l’a remplacée. Connectez-vous, ou ouvrez la dernière reçue."


class InvitationError(Exception):
    """The link is good for nothing. `sentence` says why, in French."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def invite(
    *,
    mail: str,
    first_name: str,
    last_name: str,
    groups: Iterable[Group] = (),
    is_administrator: bool = False,
    by: User,
) -> User:
    """Send the invitation and return the account: a new one with these rights, or one that there is, as it is.

    Raises TooManyError.
    """
    _count(mail, by)
    mail = mail.strip()
    found = account_at(mail)
    if found is not None:
        _write_again(found, by)
        return found
    with transaction.atomic():
        user = User(
            username=mail.lower(), email=mail, first_name=first_name, last_name=last_name, is_superuser=is_administrator
        )
        user.set_unusable_password()
        user.save()
        user.groups.set(groups)
        note(INVITED, user, by=by)
        transaction.on_commit(lambda: send_secret(user, invitation(user, by)))
    logger.info("Account %d was invited by account %d", user.pk, by.pk)
    return user


def invite_again(user: User, *, by: User) -> None:
    """Send the invitation anew: links that were sent before are good for nothing. Raises TooManyError."""
    _count(user.email, by)
    _write_again(user, by)
    note(INVITED_AGAIN, user, by=by)


def is_waiting(user: User) -> bool:
    """Whether the account was invited and nobody has come yet."""
    return user.is_active and not user.has_usable_password() and user.last_login is None


def account_invited_by(token: str) -> User:
    """The account that the link is for. Raises InvitationError."""
    try:
        said = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.SignatureExpired as exc:
        raise InvitationError(EXPIRED) from exc
    except signing.BadSignature as exc:
        raise InvitationError(MISTYPED) from exc
    user = User.objects.filter(pk=said["compte"], is_active=True).first()
    if user is None or said["etat"] != _state(user):
        raise InvitationError(USED)
    return user


def address_for(user: User) -> str:
    """The whole address of the link."""
    token = signing.dumps({"compte": user.pk, "etat": _state(user)}, salt=SALT)
    return settings.SITE_URL + reverse("acces:invitation", args=[token])


def invitation(user: User, by: User) -> Letter:
    """What the invited person reads."""
    way = ""
    if settings.OIDC_ISSUER and user.email.rpartition("@")[2].lower() in settings.OIDC_DOMAINS:
        way = f" Vous pouvez aussi vous connecter par {settings.OIDC_NAME}, sans mot de passe."
    return Letter(
        f"{MARK}Votre compte vous attend",
        (
            f"{nom_de(by)} vous invite à écrire sur {settings.WAGTAIL_SITE_NAME}.",
            f"Choisissez votre mot de passe\u00a0; votre identifiant sera {user.get_username()}.{way}",
            "Ce lien vaut sept jours et ne sert qu’une fois. "
            "Ne le transmettez pas\u00a0: qui l’ouvre entre à votre place.",
        ),
        ("Choisir mon mot de passe", address_for(user)),
        ("Vous n’attendiez pas cette invitation\u00a0? Laissez-la\u00a0: sans vous, le compte reste fermé.",),
    )


def _already(by: User) -> Letter:
    return Letter(
        f"{MARK}Vous avez déjà un compte",
        (
            f"{nom_de(by)} vous invite à écrire sur {settings.WAGTAIL_SITE_NAME}, où vous avez déjà un compte.",
            "Connectez-vous comme d’habitude. Si vous avez oublié votre mot de passe, la page de connexion permet d’en "
            "choisir un autre.",
        ),
        ("Me connecter", settings.SITE_URL + reverse(settings.LOGIN_URL)),
        ("Rien n’a changé à votre compte.",),
    )


def _write_again(user: User, by: User) -> None:
    if not user.is_active or not user.email:
        return
    if not is_waiting(user):
        send_secret(user, _already(by))
        return
    # Another one that opens nothing: what was signed with the former is over.
    user.set_unusable_password()
    user.save(update_fields=["password"])
    send_secret(user, invitation(user, by))


def _state(user: User) -> str:
    """What changes once a password is chosen."""
    return salted_hmac(SALT, f"{user.password}{user.last_login}{user.email}", algorithm="sha256").hexdigest()[:24]


def _count(mail: str, by: User) -> None:
    if not settings.PASSWORD_RATE:
        return
    for sentence, item, account in (
        (FEW, RateLimitItemPerHour(MAILS_PER_HOUR), ("courriel", digest_of(mail))),
        (MANY, RateLimitItemPerHour(INVITATIONS_PER_HOUR), ("invitations", str(by.pk))),
    ):
        found = count_moving(item, *account)
        if found and not found.allowed:
            raise TooManyError(sentence.format(wait=max(1, -(-found.wait // 60))), found.wait)
