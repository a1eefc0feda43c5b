"""Which sessions an account has, and the end of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from acces.accounts.noting import SESSIONS, note
from acces.models import Session
from acces.sessions.store import DEVICE, OPENED, SEEN

#: Seconds after which a session that is used is noted anew: each note is a write.
PAUSE = 3_600
#: What a User-Agent must hold, the most telling first. Coarse on purpose: it is for the owner to recognise.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it. `number` names it without opening it."""

    number: str
    device: str
    opened: datetime | None
    seen: datetime | None
    is_this_one: bool


def sessions_of(user: User, *, this: str | None) -> list[OpenSession]:
    """Those that are open, the one of this request first; `this` is its key."""
    rows = [
        OpenSession(
            _number(row.session_key), row.appareil, row.ouverte_le, row.vue_le, is_this_one=row.session_key == this
        )
        for row in _open(user)
    ]
    return sorted(rows, key=lambda row: not row.is_this_one)


def end_session(user: User, number: str) -> bool:
    """End the session of this number; False when it is gone."""
    keys = [row.session_key for row in _open(user) if _number(row.session_key) == number]
    is_ended = bool(Session.objects.filter(compte=user, session_key__in=keys).delete()[0])
    if is_ended:
        note(SESSIONS, user, by=user)
    return is_ended


def end_others(user: User, *, but: str | None) -> int:
    """End all sessions of the account but that of this key; returns how many there were."""
    count = Session.objects.filter(compte=user).exclude(session_key=but or "").delete()[0]
    if count:
        note(SESSIONS, user, by=user)
    return count


def note_opening(request: HttpRequest, user: User) -> None:
    """Write into a session that begins whose it is and on what; sessions of that account that are over leave."""
    now = timezone.now()
    seconds = int(now.timestamp())
    request.session.update({OPENED: seconds, SEEN: seconds, DEVICE: device_in_words(request)})
    Session.objects.filter(compte=user, expire_date__lte=now).delete()


def note_use(request: HttpRequest) -> None:
    """Write that the session was used, where it was read anyway and this is not known to the hour."""
    session = request.session
    if not session.accessed or session.is_empty() or SESSION_KEY not in session:
        return
    now = int(timezone.now().timestamp())
    if now - session.get(SEEN, 0) >= PAUSE:
        session[SEEN] = now


def device_in_words(request: HttpRequest) -> str:
    """« Firefox sur Windows », as far as the browser says."""
    said = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for sign, name in BROWSERS if sign in said), "Un navigateur")
    system = next((name for sign, name in SYSTEMS if sign in said), "")
    return f"{browser} sur {system}" if system else browser


def _open(user: User) -> Iterator[Session]:
    return Session.objects.filter(compte=user, expire_date__gt=timezone.now()).order_by("-vue_le").iterator()


def _number(key: str) -> str:
    return salted_hmac("acces.sessions", key, algorithm="sha256").hexdigest()[:24]
