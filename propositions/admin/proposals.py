"""« Propositions des partenaires »: what waits for an editor, and the answer to each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from comite.refusing import RuleError
from doublons.admin.rows import rows_for
from doublons.finding import near
from pages.admin.scope import ALL, PARAMETER, Scope, held_by_any
from pages.models import PageEditoriale
from propositions.admin.accesses import place_choices
from propositions.admin.screens import EcranDEspace
from propositions.enums import EtatDeDemarche, SorteDeDemarche
from propositions.models import WORD_AT_MOST, PropositionDePartenaire
from propositions.proposing.deciding import accept, decline, outlook
from propositions.rights import decided_by, decides, gives
from taxonomy.models import Partenaire

A_PAGE = 50
AT_ONCE = 200
ACCEPTED = {
    SorteDeDemarche.VALABLE: "Acceptée\u00a0: la page est notée comme relue aujourd’hui.",
    SorteDeDemarche.CORRECTION: "Acceptée\u00a0: la correction est au brouillon. Il reste à le relire et à le publier.",
    SorteDeDemarche.RESSOURCE: "Acceptée\u00a0: c’est un brouillon. Il reste à le compléter et à le publier.",
    SorteDeDemarche.FEUILLE: "Acceptée\u00a0: l’import est commencé\u00a0; ses lignes deviennent des brouillons.",
}
DECLINED = "Déclinée. Le partenaire lit votre mot dans son espace."
DRAFTS = (SorteDeDemarche.CORRECTION, SorteDeDemarche.RESSOURCE)


class FiltreDePropositions(forms.Form):
    """What of all proposals is shown."""

    etat = forms.ChoiceField(label="État", choices=[*EtatDeDemarche.choices, (ALL, "Toutes")], required=False)
    sorte = forms.ChoiceField(label="Sorte", choices=[("", "Toutes"), *SorteDeDemarche.choices], required=False)
    partenaire: Any = forms.ModelChoiceField(label="Partenaire", queryset=None, required=False, empty_label="Tous")
    organisation = forms.ChoiceField(label="Organisation", required=False)

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__({**data.dict(), "etat": data.get("etat") or "attente", PARAMETER: scope.value})
        of = PropositionDePartenaire.objects.order_by().values("partenaire")
        partners: Any = self.fields["partenaire"]
        partners.queryset = Partenaire.objects.filter(pk__in=of).order_by("nom")
        members = Partenaire.objects.filter(est_comite=True).order_by("nom").values_list("pk", "nom")
        mine = [("miennes", scope.words)] if scope.ours else []
        organisations: Any = self.fields["organisation"]
        organisations.choices = [*mine, (ALL, "Toutes"), *((str(pk), name) for pk, name in members)]
        self.scope = scope

    def narrowed(self, rows: Any) -> Any:
        """The rows that are asked for; what cannot be read narrows nothing."""
        self.full_clean()
        said = self.cleaned_data
        if said.get("etat") in EtatDeDemarche.values:
            rows = rows.filter(etat=said["etat"])
        if said.get("sorte"):
            rows = rows.filter(sorte=said["sorte"])
        if said.get("partenaire"):
            rows = rows.filter(partenaire=said["partenaire"])
        chosen = self.scope.organisations
        if chosen is None:
            return rows
        pages = Q(page__in=PageEditoriale.objects.filter(held_by_any(chosen)).order_by().values("pk"))
        return rows.filter(pages | Q(page__isnull=True, organisation__in=chosen))


class PropositionsDesPartenaires(EcranDEspace):
    """Those that wait first; what says « toujours valable » is accepted here, one by one or together."""

    template_name = "espace_admin/propositions.html"

    def above(self) -> list[dict[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        form = FiltreDePropositions(self.request.GET, scope=Scope(user, self.request.GET))
        rows = PropositionDePartenaire.objects.select_related("partenaire", "page", "decidee_par")
        rows = form.narrowed(rows.defer("depart", "valeurs", "page__corps"))
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        keys = [one.pk for one in page.object_list]
        mine = set(PropositionDePartenaire.objects.filter(decided_by(user), pk__in=keys).values_list("pk", flat=True))
        kept = self.request.GET.copy()
        kept.pop("p", None)
        shown = [(one, one.pk in mine and one.etat == EtatDeDemarche.ATTENTE) for one in page.object_list]
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "page_de_liste": page,
            "propositions": shown,
            "en_lot": any(may and one.sorte == SorteDeDemarche.VALABLE for one, may in shown),
            "requete": kept.urlencode(),
            "donne": gives(user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept those that are ticked, or one; each by itself, so that one that cannot be holds nothing up."""
        alone = request.POST.getlist("seule")
        keys = [int(one) for one in alone or request.POST.getlist("choix") if one.isdecimal()][:AT_ONCE]
        rows = PropositionDePartenaire.objects.filter(pk__in=keys, sorte=SorteDeDemarche.VALABLE).order_by("pk")
        done, refused = 0, []
        for one in rows:
            try:
                accept(proposal=one, by=request.user, at=timezone.localtime())
                done += 1
            except (RuleError, ValidationError) as exc:
                why = " ".join(exc.messages) if isinstance(exc, ValidationError) else str(exc)
                refused.append(f"«\u00a0{one.titre}\u00a0»\u00a0: {why}")
        if done:
            messages.success(
                request,
                "Une page est notée comme relue." if done == 1 else f"{done} pages sont notées comme relues.",
            )
        for said in refused[:5]:
            messages.error(request, said)
        if not rows:
            messages.error(request, "Cochez au moins une proposition.")
        query = request.GET.urlencode()
        return redirect(reverse("espace_propositions") + (f"?{query}" if query else ""))


class DeciderDUnePartenaire(EcranDEspace):
    """One proposal as it would change what the site says now, and the answer."""

    template_name = "espace_admin/proposition.html"

    @cached_property
    def proposal(self) -> PropositionDePartenaire:
        rows = PropositionDePartenaire.objects.select_related("partenaire", "page", "imp", "acces", "decidee_par")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.proposal)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts: dict[str, Callable[[], HttpResponse]] = {
            "accepter": self._accept,
            "amender": self._amend,
            "decliner": self._decline,
        }
        act = next((run for name, run in acts.items() if name in request.POST), None)
        try:
            if act is not None:
                return act()
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return self.render_to_response(self.get_context_data(dit=request.POST), status=422)
        except RuleError as refused:
            messages.error(request, str(refused))
        return redirect("espace_proposition", self.proposal.pk)

    def _accepted(self) -> PropositionDePartenaire:
        said = self.request.POST
        until = None
        if said.get("jusqu_au"):
            until = forms.DateField(input_formats=["%d/%m/%Y", "%Y-%m-%d"]).clean(said["jusqu_au"])
        place = said.get("place", "")
        return accept(
            proposal=self.proposal,
            by=self.request.user,
            at=timezone.localtime(),
            over="l_emporte" in said,
            place=int(place) if place.isdecimal() else None,
            until=until,
        )

    def _accept(self) -> HttpResponse:
        done = self._accepted()
        messages.success(self.request, ACCEPTED[SorteDeDemarche(done.sorte)])
        if done.sorte == SorteDeDemarche.FEUILLE and done.imp_id:
            return redirect("feuilles_une", done.imp_id)
        return redirect("espace_propositions")

    def _amend(self) -> HttpResponse:
        done = self._accepted()
        messages.success(self.request, ACCEPTED[SorteDeDemarche(done.sorte)])
        if done.sorte in DRAFTS and done.page_id:
            return redirect("wagtailadmin_pages:edit", done.page_id)
        return redirect("espace_propositions")

    def _decline(self) -> HttpResponse:
        answer = self.request.POST.get("reponse", "")[:WORD_AT_MOST]
        decline(proposal=self.proposal, by=self.request.user, answer=answer, at=timezone.localtime())
        messages.success(self.request, DECLINED)
        return redirect("espace_propositions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, user = self.proposal, self.request.user
        waits = one.etat == EtatDeDemarche.ATTENTE
        told = outlook(one, by=user)
        said = kwargs.pop("dit", {})
        is_new = one.sorte == SorteDeDemarche.RESSOURCE
        alike = []
        if is_new and waits:
            values = one.valeurs
            found = near(adresses=values.get("lien", ""), titre=one.titre, texte=values.get("chapo", ""))
            alike = rows_for(found, user)
        place = said.get("place") or str(getattr(one.acces, "place_id", None) or "")
        return super().get_context_data(
            proposition=one,
            attend=waits,
            vue=told,
            decide=waits and decides(user=user, proposal=one),
            semblables=alike,
            rangements=place_choices(user) if is_new and waits else [],
            rangement=place,
            avec_fin=waits and one.sorte == SorteDeDemarche.VALABLE and bool(one.page and one.page.valable_jusqu_au),
            fin=AdminDateInput(attrs={"id": "jusqu_au"}).render("jusqu_au", said.get("jusqu_au", "")),
            brouillon=one.sorte in DRAFTS,
            reponse=said.get("reponse", ""),
            **kwargs,
        )
