"""The menu « Comité »: members and their people; what somebody holds, handed over; export and erasure of an account."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from acces.accounts.naming import nom_de
from comite.admin.forms import FormulaireDAbsence, FormulaireDeReprise, FormulaireDeRole, FormulaireDInvitation
from comite.admin.screens import FormScreen
from comite.enums import Act, RoleComite
from comite.models import Absence, Appartenance
from comite.rights import may
from comite.staff.giving import (
    accounts_left_out,
    give_role,
    manages,
    note_absence,
    put_roles_in_force,
    take_role_away,
)
from comite.staff.holdings import hand_over, held_things
from comite.staff.inviting import invite_with_role
from comite.staff.leaving import erase_account, kept_of
from comite.staff.noting import EXPORTED, note_account
from comite.standings import read_standings, roles_in_force
from taxonomy.models import Partenaire


@dataclass(frozen=True, slots=True)
class Roll:
    """One member of the Comité, or the whole site, with its roles; those that may be ended bear a button."""

    titre: str
    roles: list[Appartenance]
    gere: bool


def looks(user: Any) -> bool:
    """Whether this account sees who is in the Comité: whoever is, and superusers."""
    return bool(user.is_superuser or may(user=user, act=Act.READ))


def cares_for(*, by: Any, account: Any) -> bool:
    """Whether one sees and hands over what the other holds: oneself, an administrator, a référent of theirs."""
    today = timezone.localdate()
    if by.pk == account.pk or manages(by=by, partenaire_id=None, on=today):
        return True
    mine = set(read_standings(by, today).organisations_as([RoleComite.REFERENT]))
    # A role that has ended counts: whoever left is looked after by those whom they left.
    theirs = account.appartenances.filter(partenaire__isnull=False).values_list("partenaire", flat=True)
    return bool(mine & set(theirs))


class DuComite(WagtailAdminTemplateMixin, TemplateView):
    """A page of the menu « Comité »."""

    header_icon = "group"
    page_title = "Comité"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not looks(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        root = [] if type(self) is Membres else [{"url": reverse("comite"), "label": "Comité"}]
        return [*super().get_breadcrumbs_items(), *root, {"url": "", "label": self.page_title}]


class Membres(DuComite):
    """Each member with its people, the roles for the whole site, who is away."""

    template_name = "comite/membres.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, user = timezone.localdate(), self.request.user
        by_member: dict[int | None, list[Appartenance]] = defaultdict(list)
        for one in Appartenance.objects.in_force(today).select_related("compte", "partenaire"):
            by_member[one.partenaire_id].append(one)
        everywhere = manages(by=user, partenaire_id=None, on=today)
        mine = set(read_standings(user, today).organisations_as([RoleComite.REFERENT]))
        sections = [
            Roll(str(member), by_member[member.pk], everywhere or member.pk in mine)
            for member in Partenaire.objects.filter(est_comite=True).order_by("nom")
        ]
        away = Absence.objects.filter(au__gte=today, annulee_le__isnull=True).select_related("compte", "remplacant")
        return {
            **super().get_context_data(**kwargs),
            "sections": [*sections, Roll("Tout le site", by_member[None], everywhere)],
            "absences": list(away),
            "gere": everywhere or bool(mine),
            "en_service": roles_in_force(),
            "peut_mettre_en_service": user.is_superuser,
            "sans_role": accounts_left_out(today) if user.is_superuser else [],
        }


class PageDeFormulaire(FormScreen, DuComite):
    """A form of the menu, which leads back to the Comité."""

    def above_url(self) -> str:
        return reverse("comite")


class DonnerUnRole(PageDeFormulaire):
    """« Donner un rôle »."""

    page_title = "Donner un rôle"
    bouton = "Donner ce rôle"

    def form_of(self, data: Any = None) -> FormulaireDeRole:
        return FormulaireDeRole(data, by=self.request.user)

    def save(self, form: FormulaireDeRole) -> str:
        given = give_role(appartenance=form.instance, by=self.request.user, on=timezone.localdate())
        return f"C’est noté : {given}."


class Inviter(PageDeFormulaire):
    """« Inviter quelqu’un »."""

    page_title = "Inviter quelqu’un"
    bouton = "Envoyer l’invitation"

    def form_of(self, data: Any = None) -> FormulaireDInvitation:
        return FormulaireDInvitation(data, by=self.request.user)

    def save(self, form: FormulaireDInvitation) -> str:
        said = form.cleaned_data
        given = invite_with_role(
            mail=said["email"],
            first_name=said["prenom"],
            last_name=said["nom"],
            appartenance=form.instance,
            by=self.request.user,
            on=timezone.localdate(),
        )
        return f"{said['email']} reçoit un courriel. Rôle noté : {given}."


class NoterUneAbsence(PageDeFormulaire):
    """« Noter une absence »."""

    page_title = "Noter une absence"
    bouton = "Noter cette absence"

    def form_of(self, data: Any = None) -> FormulaireDAbsence:
        return FormulaireDAbsence(data, initial={"compte": self.request.user.pk})

    def save(self, form: FormulaireDAbsence) -> str:
        noted = note_absence(absence=form.instance, by=self.request.user, on=timezone.localdate())
        return f"C’est noté : {noted}, jusqu’au {noted.au:%d/%m/%Y}."


class Personne(DuComite):
    """What one account holds; a button hands it over."""

    template_name = "comite/personne.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if looks(request.user) and not cares_for(by=request.user, account=self.account):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def account(self) -> Any:
        return get_object_or_404(get_user_model(), pk=self.kwargs["pk"])

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page_title = f"Ce que tient {nom_de(self.account)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", FormulaireDeReprise(account=self.account))
        return {
            **super().get_context_data(**kwargs),
            "compte": self.account,
            "tient": held_things(self.account),
            "roles": self.account.appartenances.select_related("partenaire").order_by("-du"),
            "efface": manages(by=self.request.user, partenaire_id=None, on=timezone.localdate()),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FormulaireDeReprise(request.POST, account=self.account)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        count = hand_over(account=self.account, to=form.cleaned_data["successeur"], by=request.user)
        messages.success(request, f"C’est fait : {count} chose{'s' if count > 1 else ''} en d’autres mains.")
        return redirect("comite_personne", pk=self.account.pk)


class Exporter(Personne):
    """All that the site keeps of somebody, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = JsonResponse(kept_of(self.account), json_dumps_params={"ensure_ascii": False, "indent": 1})
        note_account(action=EXPORTED, account=self.account, by=request.user)
        response["Content-Disposition"] = f'attachment; filename="compte-{self.account.pk}.json"'
        response["Cache-Control"] = "private, no-store"
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.http_method_not_allowed(request)


class Acte(View):
    """Something done by one button; what stands against it is said on the page of the Comité."""

    def done(self, request: HttpRequest, **kwargs: Any) -> str:
        """Do it; returns what is said then. Raises ValidationError, Http404."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Whoever comes here from having shown who they are: the button is there again."""
        return redirect("comite")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not looks(request.user):
            raise PermissionDenied
        try:
            messages.success(request, self.done(request, **kwargs))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect("comite")


class RetirerUnRole(Acte):
    def done(self, request: HttpRequest, **kwargs: Any) -> str:
        one = get_object_or_404(Appartenance.objects.select_related("compte", "partenaire"), pk=kwargs["pk"])
        take_role_away(appartenance=one, by=request.user, at=timezone.now())
        return f"Ce rôle a pris fin : {one}."


class MettreEnService(Acte):
    def done(self, request: HttpRequest, **kwargs: Any) -> str:
        put_roles_in_force(by=request.user)
        return "Les rôles sont en service : eux seuls donnent des droits désormais."


class Effacer(Acte):
    def done(self, request: HttpRequest, **kwargs: Any) -> str:
        account = get_object_or_404(get_user_model(), pk=kwargs["pk"])
        if not manages(by=request.user, partenaire_id=None, on=timezone.localdate()):
            raise PermissionDenied
        erase_account(account=account, at=timezone.now(), by=request.user)
        return "Ce compte est effacé : ni nom, ni adresse, ni rôle n’en restent."
