"""The preview of a draft for another front end: `GET /api/v3/apercu/?content_type=…&token=…`.

The token comes from wagtail-headless-preview: signed by us when an editor opens the preview, good for one day. Whoever
holds it reads that one draft, and nothing else. The answer is what `/api/v3/pages/{id}/` would give of the page.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.api.v3.errors import as_validation_error
from wagtail.api.v3.routers.pages import PageDetailSchema
from wagtail_headless_preview.models import PagePreview

from pages.models import PageEditoriale

DUREE = timedelta(days=1)
INCONNU = "Cet aperçu n’existe pas ou a expiré : ouvrez-le de nouveau depuis l’administration."

router = Router(tags=["apercu"])


@router.get(
    "/",
    response=PageDetailSchema,
    auth=[AllowAnonymous()],
    summary="Read the draft behind a preview token",
    operation_id="apercu_read",
    url_name="apercu",
)
def lire_un_apercu(
    request: HttpRequest,
    response: HttpResponse,
    content_type: str = Query(..., description="Type of the page, `pages.ressource` for example.", max_length=100),
    token: str = Query(..., description="The token of the preview address.", max_length=255),
) -> PageEditoriale:
    """The draft, as the API gives a published page."""
    # A draft is nobody else's business: no cache keeps it, and only the configured front end reads it from a browser.
    response["Cache-Control"] = "no-store"
    if settings.FRONT_PREVIEW_URL:
        front = urlsplit(settings.FRONT_PREVIEW_URL)
        response["Access-Control-Allow-Origin"] = f"{front.scheme}://{front.netloc}"
    return brouillon_de(type_de_page(content_type), token)


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
    """The page that the editor is previewing. Raises Http404 for a forged, expired or unknown token."""
    try:
        page_type.get_preview_signer().unsign(token, max_age=DUREE)
        apercu = PagePreview.objects.get(content_type__app_label=page_type._meta.app_label, token=token)
    except (BadSignature, PagePreview.DoesNotExist) as exc:
        raise Http404(INCONNU) from exc
    page = apercu.as_page()
    if not isinstance(page, page_type) or page.pk is None:
        raise Http404(INCONNU)
    return page
