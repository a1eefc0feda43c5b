"""`GET /api/v3/apercu/`: one draft, for a front end of its own. Contract: `wagtail-headless-preview`.

Two ways in. `content_type` and `token`: what an editor is typing, signed, handed over as the preview opens, good for an
hour. `partage`: the latest saved draft, by the secret of a link that an editor made for people without an account.
Whoever holds either reads that one draft, and nothing else. The answer is what `/api/v3/pages/{id}/` would give.
"""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.api.v3.errors import as_validation_error
from wagtail.api.v3.routers.pages import PageDetailSchema
from wagtail_headless_preview.models import PagePreview

from ground.facts import facts
from ground.problems import ProblemeSchema
from headless.apercus.sharing import PartageFermeError, PartageInconnuError, brouillon_partage, partage_de
from pages.models import PageEditoriale

DUREE = timedelta(hours=1)
INCONNU = "Cet aperçu n’existe pas ou a expiré : ouvrez-le de nouveau depuis l’administration."
FERME = "Ce lien de partage a expiré ou a été fermé : demandez-en un autre."
SANS_JETON = "Il faut « content_type » et « token », ou « partage »."
#: The page of a draft that was never saved has no number yet.
SANS_NUMERO = 0

router = Router(tags=["apercu"])


@router.get(
    "/",
    response={200: PageDetailSchema, 404: ProblemeSchema, 410: ProblemeSchema},
    auth=[AllowAnonymous()],
    summary="Un brouillon, par le jeton d’un aperçu ou d’un partage",
    operation_id="apercu_read",
    url_name="apercu",
)
@facts(needs=None)
def read_apercu(
    request: HttpRequest,
    response: HttpResponse,
    content_type: Annotated[
        str, Query(description="Type de la page, par exemple pages.ressource.", max_length=100)
    ] = "",
    token: Annotated[str, Query(description="Le jeton de l’adresse d’aperçu.", max_length=255)] = "",
    partage: Annotated[str, Query(description="Le secret d’un lien de partage.", max_length=64)] = "",
) -> PageEditoriale:
    """Le brouillon, tel que l’API donne une page publiée."""
    # A draft is nobody else's business: no cache keeps it, and only the configured front end reads it from a browser.
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    if settings.FRONT_PREVIEW_URL:
        front = urlsplit(settings.FRONT_PREVIEW_URL)
        response["Access-Control-Allow-Origin"] = f"{front.scheme}://{front.netloc}"
    if partage and not (content_type or token):
        return _partage(partage)
    if not (content_type and token) or partage:
        raise as_validation_error(ValueError(SANS_JETON), SANS_JETON, loc=("query", "token"))
    return brouillon_de(type_de_page(content_type), token)


def _partage(secret: str) -> PageEditoriale:
    try:
        return brouillon_partage(partage_de(secret, now=timezone.now()))
    except PartageFermeError as exc:
        raise HttpError(410, FERME) from exc
    except PartageInconnuError as exc:
        raise Http404(INCONNU) from exc


def type_de_page(nom: str) -> type[PageEditoriale]:
    """The page type of that name; anything else is answered with what is allowed."""
    permis = {
        model.get_content_type_str(): model
        for model in apps.get_models()
        if issubclass(model, PageEditoriale) and model.is_creatable
    }
    if nom not in permis:
        phrase = f"« {nom} » n’est pas un type de page. Permis : {', '.join(sorted(permis))}."
        raise as_validation_error(ValueError(phrase), phrase, loc=("query", "content_type"))
    return permis[nom]


def brouillon_de(page_type: type[PageEditoriale], token: str) -> PageEditoriale:
    """The page that the editor is previewing. Raises Http404 for a forged, expired, closed or unknown token."""
    try:
        page_type.get_preview_signer().unsign(token, max_age=DUREE)
        apercu = PagePreview.objects.get(content_type__app_label=page_type._meta.app_label, token=token)
    except (BadSignature, PagePreview.DoesNotExist) as exc:
        raise Http404(INCONNU) from exc
    page = apercu.as_page()
    if not isinstance(page, page_type):
        raise Http404(INCONNU)
    if page.pk is None:
        page.pk = page.id = SANS_NUMERO
    return page
