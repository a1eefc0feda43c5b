"""Who may see and do what in the menu « Recherche »."""

from typing import Any

from wagtail.admin.views.generic import PermissionCheckedMixin

from comite.tester import PolicyOfPages
from pages.admin.groups import grant

LEXIQUE = ("groupedesynonymes", "sigle", "motprotege", "requetetemoin", "miseenavant")
#: To rebuild the index and to replay what could not be written to it.
INDEX = ("change_etatmoteur", "change_ecritureindex")


def grant_the_menu() -> None:
    """Editors write the lexicon; reviewers also delete from it, and look after the index."""
    editors = [f"{verbe}_{modele}" for modele in LEXIQUE for verbe in ("view", "add", "change")]
    grant("search", editors=editors, reviewers=[*editors, *(f"delete_{modele}" for modele in LEXIQUE), *INDEX])


class PourLaRedaction(PermissionCheckedMixin):
    """Open to whoever may work on pages."""

    permission_policy: Any = PolicyOfPages()
    any_permission_required = ["add", "change", "publish"]
