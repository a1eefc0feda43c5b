"""What people of the admin leave behind: accounts, versions, a review, merged terms, the lexique, links to share."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import APIToken, Comment, CommentReply, PageSubscription, PageViewRestriction

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from headless.apercus.sharing import share
from pages.admin.groups import EDITEURS, RELECTEURS
from pages.models import Accueil, ExempleInspirant, PageSimple, Ressource
from search.engines import current_engine
from search.frequent.models import EsquisseDeRecherche, RechercheFrequente
from search.lexique.models import GroupeDeSynonymes, MotProtege, Sigle
from search.temoins.enums import Origine
from search.temoins.models import PageTemoin, RequeteTemoin
from search.temoins.passages import run_temoins
from taxonomy.merging import merge_terms
from taxonomy.models import Domaine, Partenaire


def people() -> tuple[Any, Any]:
    """An editor and a reviewer, whose accounts nobody can log in to."""
    users: Any = get_user_model()._default_manager
    made = []
    for name, group in (("editrice", EDITEURS), ("relectrice", RELECTEURS)):
        user = users.create_user(name, f"{name}@comite.example")
        user.groups.add(Group.objects.get(name=group))
        made.append(user)
    return made[0], made[1]


def versions(editor: Any, reviewer: Any) -> None:
    """Pages in every state that a version may be in."""
    drafted, reviewed, scheduled, withdrawn, moved = ExempleInspirant.objects.order_by("pk")[:5]
    drafted.title += " (version de travail)"
    drafted.save_revision(user=editor)
    comment = Comment.objects.create(page=drafted, user=reviewer, text="Le titre est long.", contentpath="title")
    CommentReply.objects.create(comment=comment, user=editor, text="Je le raccourcis.")
    PageSubscription.objects.create(page=drafted, user=editor, comment_notifications=True)
    reviewed.chapo = f"Relu : {reviewed.chapo}"[:400]
    reviewed.save_revision(user=editor)
    reviewed.get_workflow().start(reviewed, editor)
    scheduled.title += " (bientôt)"
    scheduled.save_revision(user=reviewer, approved_go_live_at=timezone.now() + timedelta(days=30)).publish()
    withdrawn.unpublish(user=reviewer)
    moved.slug += "-bis"
    moved.save_revision(user=reviewer).publish(user=reviewer)
    home = Accueil.objects.get()
    home.add_child(
        instance=PageSimple(title="Page en préparation", chapo="À écrire.", live=False, owner=editor)
    ).save_revision(user=editor)
    reserved = home.add_child(instance=PageSimple(title="Page réservée", chapo="Pour qui a un compte."))
    reserved.save_revision(user=reviewer).publish()
    PageViewRestriction.objects.create(page=reserved, restriction_type=PageViewRestriction.LOGIN)


def terms(reviewer: Any) -> None:
    """A partner and a domaine that were merged into others, with a page that cited both."""
    page = Ressource.objects.filter(live=True, partenaires_lies__isnull=False).order_by("pk").first()
    assert page is not None  # noqa: S101 -- the demo has many
    kept, domaine = page.partenaires_lies.first().partenaire, page.domaines.first()
    twice = Partenaire.objects.create(slug="association-en-double", nom="Association en double", est_fictif=True)
    also = Domaine.objects.create(slug="domaine-en-double", nom="Domaine en double", critere=domaine.critere)
    citing = ExempleInspirant.objects.filter(live=True).order_by("-pk")[0]
    citing.partenaires_lies = [type(page.partenaires_lies.first())(partenaire=twice)]
    citing.domaines = [also]
    citing.save_revision(user=reviewer).publish()
    merge_terms(source=twice, cible=kept, by=reviewer)
    merge_terms(source=also, cible=domaine, by=reviewer)


def search(editor: Any) -> None:
    """Words of editors, a requête témoin that was asked, and what many search. The index must be built."""
    GroupeDeSynonymes.objects.create(expressions="tiers-lieu\nfabrique de territoire")
    Sigle.objects.create(sigle="PTCE", developpe="pôle territorial de coopération économique")
    Sigle.objects.exclude(cle_livree="").order_by("pk").filter(actif=True)[0].delete()
    MotProtege.objects.create(mot="alliances")
    wanted = Ressource.objects.filter(live=True).order_by("pk")[0]
    temoin = RequeteTemoin.objects.create(requete=wanted.title[:100], note=f"Demandée par {editor.username}")
    PageTemoin.objects.create(temoin=temoin, page=wanted, valeur=3)
    run_temoins(current_engine(), Origine.BOUTON)
    today = timezone.localdate()
    RechercheFrequente.objects.create(requete="budget participatif", nombre=42, resultats=0, vue_le=today)
    EsquisseDeRecherche.objects.create(empreinte="0" * 32, jour=today, visiteurs=5)


def keys(editor: Any) -> None:
    """A token of the API, a draft that is shared, a file, a redirection. Nobody knows the secrets."""
    token, _ = APIToken.create_token(user=editor, name="Exemple")
    DroitsDeJeton.objects.create(jeton=token, portees=[TokenScope.BROUILLONS.value])
    drafted = ExempleInspirant.objects.order_by("pk")[0]
    share(page=drafted, jours=7, par=editor, now=timezone.now())
    Document.objects.create(title="Charte", file=ContentFile(b"Une page, pas plus.\n", name="charte.txt"))
    Redirect.objects.create(old_path="/ancienne-adresse", redirect_link="https://partenaire.example/nouvelle")
