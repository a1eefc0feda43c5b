"""What is noted in the log of roles, absences and accounts: one action each, and its words (`comite/traces`).

Entries name no account: they say its key, and whoever reads the log sees the name that it has then.
"""

from collections.abc import Mapping
from typing import Any

from wagtail.log_actions import log

from comite.models import Absence, Appartenance, MiseEnService

GIVEN, TAKEN = "comite.donner", "comite.retirer"
AWAY, STANDS_IN = "comite.absence", "comite.remplacement"
IN_FORCE = "comite.mise_en_service"
HANDED, TAKEN_OVER = "comite.confier", "comite.reprendre"
ERASED, EXPORTED = "comite.effacer", "comite.exporter"
#: Each with its label and its sentence; {…} are keys of the entry's data.
WORDS: Mapping[str, tuple[str, str]] = {
    GIVEN: ("Donner un rôle", "Rôle donné\u00a0: {role}"),
    TAKEN: ("Retirer un rôle", "Rôle retiré\u00a0: {role}"),
    AWAY: ("Noter une absence", "Absence notée, {dates}"),
    STANDS_IN: ("Désigner un remplaçant", "Désigné pour remplacer quelqu’un, {dates}"),
    IN_FORCE: ("Mettre les rôles en service", "Rôles mis en service"),
    HANDED: (
        "Confier ce que tient un compte",
        "Ce que tenait ce compte est confié à un autre (choses\u00a0: {nombre})",
    ),
    TAKEN_OVER: ("Reprendre ce que tenait un compte", "A reçu ce que tenait un autre compte (choses\u00a0: {nombre})"),
    ERASED: ("Effacer un compte", "Compte effacé"),
    EXPORTED: ("Exporter ce qui est gardé d’un compte", "Ce qui est gardé de ce compte est exporté"),
}


def note_role(*, action: str, appartenance: Appartenance, by: Any) -> None:
    """That a role was given or taken away."""
    role = appartenance.get_role_display()
    data: dict[str, Any] = {"compte": appartenance.compte_id, "role": role}
    if appartenance.partenaire_id is not None:
        data["organisation"] = appartenance.partenaire_id
    log(instance=appartenance, action=action, user=by, title=f"Rôle\u00a0: {role}", data=data)


def note_away(*, absence: Absence, by: Any) -> None:
    """That somebody is away, and that somebody stands in: two entries, each about its account."""
    dates = f"du {absence.du:%d/%m/%Y} au {absence.au:%d/%m/%Y}"
    for action, account in ((AWAY, absence.compte_id), (STANDS_IN, absence.remplacant_id)):
        log(instance=absence, action=action, user=by, title="Absence", data={"compte": account, "dates": dates})


def note_in_force(*, started: MiseEnService, by: Any) -> None:
    """That roles decide from now on."""
    log(instance=started, action=IN_FORCE, user=by, title="Rôles du Comité")


def note_account(*, action: str, account: Any, by: Any, **data: Any) -> None:
    """That something was done with an account. `by` None: whoever is at work in the admin."""
    log(instance=account, action=action, user=by, data=data)
