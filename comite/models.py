"""Who belongs to which member of the Comité, as what, from when to when. Of a person: name, mail and role, no more."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page, Task, TaskState, get_page_models
from wagtail.permissions import policy_registry

from acces.accounts.naming import nom_de
from comite.enums import OF_ORGANISATION, OF_SITE, Act, RoleComite
from comite.refusing import RuleError
from taxonomy.models import Partenaire

NOT_AT_THIS_STEP = "Cette étape n’est pas la vôtre\u00a0: d’autres approuvent cette page ou la renvoient."


class MiseEnService(models.Model):
    """The day on which roles began to decide on this site. One row or none; nothing of the site takes it away."""

    le = models.DateTimeField("en service depuis le", default=timezone.now)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "mise en service des rôles"
        verbose_name_plural = "mise en service des rôles"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="mise_en_service_unique")]

    def __str__(self) -> str:
        return f"depuis le {timezone.localtime(self.le):%d/%m/%Y}"


class AppartenanceQuerySet(models.QuerySet["Appartenance"]):
    """Questions about roles."""

    def in_force(self, on: date) -> "AppartenanceQuerySet":
        """Those that hold on that day. One for an organisation ends with its place in the Comité."""
        ended = Q(au__lt=on) | Q(retire_le__isnull=False)
        member = Q(partenaire__isnull=True) | Q(partenaire__est_comite=True)
        return self.filter(member, du__lte=on).exclude(ended)


class Appartenance(models.Model):
    """What one account is, for one member of the Comité or for the whole site, for some time."""

    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.CASCADE, related_name="appartenances"
    )
    partenaire = models.ForeignKey(
        Partenaire,
        verbose_name="membre du Comité",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appartenances",
        limit_choices_to={"est_comite": True},
        help_text="Vide pour un rôle qui vaut pour tout le site.",
    )
    role = models.CharField("rôle", max_length=20, choices=RoleComite)
    du = models.DateField("à partir du", default=timezone.localdate)
    au = models.DateField("jusqu’au", null=True, blank=True, help_text="Ce jour compris. Vide : sans fin prévue.")
    retire_le = models.DateTimeField("retiré le", null=True, blank=True, editable=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="donné par",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = AppartenanceQuerySet.as_manager()

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        ordering = ["partenaire__nom", "compte__last_name", "compte__username", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partenaire__isnull=False, role__in=OF_ORGANISATION)
                | Q(partenaire__isnull=True, role__in=OF_SITE),
                name="appartenance_role_a_sa_place",
                violation_error_message="Ce rôle ne va pas avec ce choix de membre du Comité.",
            ),
            models.CheckConstraint(
                condition=Q(au__isnull=True) | Q(au__gte=F("du")),
                name="appartenance_finit_apres_son_debut",
                violation_error_message="Le rôle finit avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{nom_de(self.compte)}, {self.get_role_display()}" + (
            f" ({self.partenaire})" if self.partenaire else ""
        )

    def clean(self) -> None:
        super().clean()
        if not self.compte_id or not self.role:
            return
        if (self.role in OF_ORGANISATION) != bool(self.partenaire_id):
            ici = "un membre du Comité" if self.role in OF_ORGANISATION else "tout le site, sans membre du Comité"
            raise ValidationError({"partenaire": f"Le rôle « {self.get_role_display()} » vaut pour {ici}."})
        same = Appartenance.objects.filter(
            compte=self.compte_id, partenaire=self.partenaire_id, role=self.role, retire_le__isnull=True
        ).exclude(pk=self.pk)
        after, before = Q(au__isnull=True) | Q(au__gte=self.du), Q(du__lte=self.au) if self.au else Q()
        if same.filter(after, before).exists():
            raise ValidationError({"role": "Cette personne a déjà ce rôle à ces dates."})


class Absence(models.Model):
    """An account that another one replaces from a day to a day: it then holds the roles of both."""

    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne absente", on_delete=models.CASCADE, related_name="absences"
    )
    remplacant = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="remplacée par", on_delete=models.CASCADE, related_name="remplacements"
    )
    du = models.DateField("du", default=timezone.localdate)
    au = models.DateField("au", help_text="Ce jour compris.")
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="noté par",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "absence"
        verbose_name_plural = "absences"
        ordering = ["-du", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(au__gte=F("du")),
                name="absence_finit_apres_son_debut",
                violation_error_message="L’absence finit avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                condition=~Q(compte=F("remplacant")),
                name="absence_remplacee_par_un_autre",
                violation_error_message="Personne ne se remplace soi-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{nom_de(self.compte)}, remplacé par {nom_de(self.remplacant)}"


def kinds_of_page() -> list[tuple[str, str]]:
    """The types of page that somebody can make, as choices, by name."""
    found = [(one._meta.label, str(one._meta.verbose_name)) for one in get_page_models() if one.is_creatable]
    return sorted(found, key=lambda one: one[1])


class FormulaireDeRelecture(WagtailAdminModelForm):
    """Kinds of page as boxes to tick."""

    sans_comite = forms.MultipleChoiceField(
        label="Sans l’accord du Comité",
        choices=kinds_of_page,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les pages de ces types sont en ligne dès que leur organisation les a approuvées.",
    )


@register_setting(icon="check")
class ReglagesDeRelecture(BaseGenericSetting):
    """How many eyes see what is published, and which pages the Comité itself approves. One row or none."""

    quatre_yeux = models.BooleanField(
        "quatre yeux pour publier",
        default=True,
        help_text="Qui a modifié une page en dernier ne la publie pas. Cela vaut pour tous les comptes qui ont un rôle,"
        " pas pour les super-utilisateurs. Pour une étape de relecture, c’est l’étape qui le dit.",
    )
    publication_directe = models.BooleanField(
        "publication directe",
        default=True,
        help_text="Un relecteur publie sans passer par le Comité ce qu’un autre a écrit. Sinon, toute page passe par"
        " les étapes de sa relecture, sauf celles des types ci-dessous.",
    )
    sans_comite = models.JSONField("sans l’accord du Comité", default=list, blank=True)

    base_form_class = FormulaireDeRelecture
    panels = [FieldPanel("quatre_yeux"), FieldPanel("publication_directe"), FieldPanel("sans_comite")]

    class Meta:
        verbose_name = "relecture"

    def __str__(self) -> str:
        return "Relecture"


class Approbation(Task):
    """A step of a workflow at which the rule of rights says who approves, each kind of step by an act of its own."""

    acte: ClassVar[Act]

    quatre_yeux = models.BooleanField(
        "quatre yeux",
        default=True,
        help_text="Qui a modifié la page en dernier, ou pendant sa relecture, ne l’approuve pas à cette étape.",
    )

    admin_form_fields = [*Task.admin_form_fields, "quatre_yeux"]

    class Meta:
        abstract = True

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._approves(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._approves(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self._approves(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """What is offered, as Wagtail's own step offers it: (name, words, whether a comment is asked for)."""
        if not self._approves(obj, user):
            return []
        return [
            ("reject", "Demander des modifications", True),
            ("approve", "Approuver", False),
            ("approve", "Approuver avec un commentaire", True),
        ]

    def refusal(self, *, page: Any, user: Any, action: str) -> str:
        """Why this account may not do this at this step, as a sentence; "" when it may. `page`: as its own type."""
        if not self._approves(page, user):
            return NOT_AT_THIS_STEP
        if user.is_superuser:
            return ""
        asked = page.permissions_for_user(user).refusal_to_decide
        return str(asked(approving=action == "approve", four_eyes=self.quatre_yeux))

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or send back. Raises RuleError; asked of the page that waits, whatever page the view was about."""
        page = task_state.workflow_state.content_object.specific
        refused = self.refusal(page=page, user=user, action=action_name) if user is not None else ""
        if refused:
            raise RuleError(refused)
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """The pages that wait for this account at this step."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        policy: Any = policy_registry.get_by_type(Page)
        theirs = policy.instances_for_act(user, self.acte).order_by().values_list("pk", flat=True)
        pages = waiting.values_list("workflow_state__object_id", flat=True).distinct()
        allowed = theirs.filter(pk__in=[int(pk) for pk in pages])
        return waiting.filter(workflow_state__object_id__in=[str(pk) for pk in allowed])

    def _approves(self, obj: Any, user: Any) -> bool:
        """Asked of the page, whose tester asks the rule: the rule reads these models. Groups approve nothing here."""
        if not user.is_active:
            return False
        asked = getattr(obj.permissions_for_user(user), "allows", None)
        return bool(user.is_superuser or (asked is not None and asked(self.acte)))


class ApprobationDuResponsable(Approbation):
    """The first step: those approve who may for the page's responsable."""

    acte = Act.APPROVE

    class Meta:
        verbose_name = "approbation par l’organisation responsable"
        verbose_name_plural = "approbations par l’organisation responsable"

    @classmethod
    def get_description(cls) -> str:
        return "Les relecteurs de l’organisation qui répond de la page l’approuvent ou la renvoient."


class ApprobationDuComite(Approbation):
    """The second step: the Comité's secrétariat approves. Pages of the kinds that do without it pass it by."""

    acte = Act.APPROVE_FOR_COMITE

    class Meta:
        verbose_name = "approbation par le Comité"
        verbose_name_plural = "approbations par le Comité"

    @classmethod
    def get_description(cls) -> str:
        return "Le secrétariat du Comité ou un administrateur approuve la page ou la renvoie."

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        left_out = ReglagesDeRelecture.objects.values_list("sans_comite", flat=True).first() or []
        if workflow_state.content_object.specific_class._meta.label not in left_out:
            state: TaskState = super().start(workflow_state, user=user)
            return state
        return self.get_task_state_class().objects.create(
            workflow_state=workflow_state,
            task=self,
            revision=workflow_state.content_object.get_latest_revision(),
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )
