"""What is noted of accounts in Wagtail's log: what was done, by whom and when. No address, no code, no device."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from wagtail.log_actions import log

INVITED, INVITED_AGAIN = "acces.inviter", "acces.reinviter"
FIRST_PASSWORD, PASSWORD, MAIL = "acces.accepter", "acces.mot_de_passe", "acces.adresse"
FACTOR, FACTOR_GONE, CODES, CODE_USED = ("acces.facteur", "acces.sans_facteur", "acces.codes", "acces.code_de_secours")
SESSIONS = "acces.sessions"
#: Each with its label and its sentence.
WORDS: Mapping[str, tuple[str, str]] = {
    INVITED: ("Inviter", "Invitation envoyée"),
    INVITED_AGAIN: ("Renvoyer une invitation", "Invitation renvoyée"),
    FIRST_PASSWORD: ("Accepter une invitation", "Invitation acceptée, mot de passe choisi"),
    PASSWORD: ("Changer un mot de passe", "Mot de passe changé"),
    MAIL: ("Changer une adresse électronique", "Adresse électronique changée"),
    FACTOR: ("Ajouter un second facteur", "Second facteur ajouté"),
    FACTOR_GONE: ("Retirer un second facteur", "Second facteur retiré"),
    CODES: ("Faire des codes de secours", "Codes de secours faits"),
    CODE_USED: ("Se servir d’un code de secours", "Code de secours utilisé"),
    SESSIONS: ("Fermer des sessions", "Sessions fermées"),
}


def note(action: str, user: User, *, by: User | None = None) -> None:
    """Write that this was done to the account. `by` None: whoever is at work in the admin, or the site itself."""
    log(instance=user, action=action, user=by)
