"""What editors do to many links at once from the report, in Wagtail's own way: choose, confirm, done."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from kombu.exceptions import OperationalError
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from liens.enums import EtatLien
from liens.models import Lien
from workers.links.admin.access import PERMISSIONS, ForEditors
from workers.links.admin.forms import FormulaireDeDecision, FormulaireDePause
from workers.links.admin.report import liens_filtres
from workers.links.admin.views import NON_DEMANDEE
from workers.links.asking import ask_for_check
from workers.links.decisions import take_decision
from workers.links.enums import SorteDecision

AU_PLUS = 2000
PAR_TACHE = 50
SANS_EFFET = "Sans effet sur {} lien{}, d’après leur état ou vos droits."


class ActionSurLesLiens(BulkAction):
    """What the actions on links share: who may, on which links, on which page."""

    models = [Lien]
    template_name = "workers/links/action.html"
    bouton = ""
    explication = ""

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        """« Tous les liens de la liste » are those of the list that was filtered, not all there are."""
        query = QueryDict(urlsplit(self.next_url).query)
        return list(liens_filtres(query, self.request).order_by("pk").values_list("pk", flat=True)[:AU_PLUS])

    @classmethod
    def get_queryset(cls, model: type[Lien], object_ids: Iterable[Any]) -> list[Lien]:
        ids = [int(pk) for pk in object_ids if str(pk).isdecimal()][:AU_PLUS]
        return list(Lien.objects.cites().filter(pk__in=ids).order_by("hote", "pk"))

    def check_perm(self, obj: Lien) -> bool:
        permis: bool = ForEditors.permission_policy.user_has_any_permission(self.request.user, PERMISSIONS)
        return permis

    def get_execution_context(self) -> dict[str, Any]:
        donnees = self.cleaned_form.cleaned_data if self.cleaned_form else {}
        return {"request": self.request, "par": self.request.user, "at": timezone.now(), **donnees}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "titre": self.display_name,
            "bouton": self.bouton,
            "explication": self.explication,
            "au_plus": AU_PLUS,
        }

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if not num_parent_objects:
            return None
        return f"{self.display_name} : {num_parent_objects} lien{'s' if num_parent_objects > 1 else ''}."


class ActionDeDecision(ActionSurLesLiens):
    """One decision on each of the links on which it makes sense."""

    sorte: SorteDecision
    form_class = FormulaireDeDecision

    @classmethod
    def execute_action(cls, objects: Sequence[Lien], **kwargs: Any) -> tuple[int, int]:
        request = kwargs.pop("request")
        taken, refused = 0, 0
        for lien in objects:
            try:
                take_decision(lien=lien, sorte=cls.sorte, **kwargs)
            except ValidationError:
                refused += 1
            else:
                taken += 1
        if refused:
            messages.warning(request, SANS_EFFET.format(refused, "s" if refused > 1 else ""))
        return taken, 0


class Ignorer(ActionDeDecision):
    display_name = "Ignorer"
    action_type = "ignorer"
    aria_label = "Ignorer les liens choisis"
    action_priority = 20
    sorte = SorteDecision.IGNORER
    bouton = "Ignorer ces liens"
    explication = "Nous continuons de les vérifier sans vous en parler, jusqu’à ce que leur résultat change."


class MettreEnPause(ActionDeDecision):
    display_name = "Mettre en pause"
    action_type = "pause"
    aria_label = "Mettre en pause les liens choisis"
    action_priority = 30
    sorte = SorteDecision.PAUSE
    form_class = FormulaireDePause
    bouton = "Mettre ces liens en pause"
    explication = "Nous ne vous en parlerons plus jusqu’à la date choisie, sauf si leur résultat change."


class VerifierMaintenant(ActionSurLesLiens):
    display_name = "Vérifier maintenant"
    action_type = "verifier"
    aria_label = "Vérifier maintenant les liens choisis"
    action_priority = 10
    bouton = "Vérifier ces liens"
    explication = "Les résultats arrivent dans la liste à mesure : rechargez-la dans quelques instants."

    @classmethod
    def execute_action(cls, objects: Sequence[Lien], **kwargs: Any) -> tuple[int, int]:
        """One site stays in one task as far as it goes: two tasks would only wait for each other there."""
        ids = [lien.pk for lien in objects if lien.etat != EtatLien.RETIRE]
        try:
            for start in range(0, len(ids), PAR_TACHE):
                ask_for_check(ids[start : start + PAR_TACHE])
        except (OperationalError, OSError):
            messages.error(kwargs["request"], NON_DEMANDEE)
            return 0, 0
        return len(ids), 0


ACTIONS: tuple[type[ActionSurLesLiens], ...] = (VerifierMaintenant, Ignorer, MettreEnPause)
