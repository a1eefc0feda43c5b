"""Why a backup or a restoration stopped, as a sentence for whoever runs the site."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

OF_THE_SYSTEM = {
    errno.ENOSPC: "Il n’y a plus de place sur le disque ({place}) : libérez-en, puis recommencez.",
    errno.EDQUOT: "Le quota du disque est atteint ({place}) : libérez de la place, puis recommencez.",
    errno.EACCES: "Le droit de lire ou d’écrire {place} manque : lancez la commande avec le compte du site.",
    errno.EPERM: "Le droit de lire ou d’écrire {place} manque : lancez la commande avec le compte du site.",
    errno.EROFS: "{place} ne peut pas être écrit : le disque est en lecture seule.",
}


class BackupError(Exception):
    """A French sentence that says what is wrong and what to do."""


@contextmanager
def told(place: object) -> Iterator[None]:
    """Errors of the system about this place become sentences."""
    try:
        yield
    except OSError as exc:
        sentence = OF_THE_SYSTEM.get(exc.errno or 0, "{place} : {why}.")
        raise BackupError(sentence.format(place=exc.filename or place, why=exc.strerror or exc)) from exc
