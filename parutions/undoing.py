"""What stands against undoing a set: sentences, one for each page that has gone its own way since."""

from collections.abc import Iterable, Iterator

from wagtail.models import Page

from parutions.enums import EtatParution, Issue, Sorte
from parutions.models import PageDeParution, Parution

NOT_APPEARED = "Cette parution n’a pas paru : il n’y a rien à défaire."


def undo_refusals(parution: Parution, elements: Iterable[PageDeParution]) -> list[str]:
    """Why it cannot be undone; none when it can."""
    if parution.etat != EtatParution.PARUE:
        return [NOT_APPEARED]
    done = [one for one in elements if one.issue == Issue.FAITE]
    theirs = {one.page_id for one in done}
    return [sentence for one in done for sentence in _of(one, theirs)]


def _of(element: PageDeParution, theirs: set[int | None]) -> Iterator[str]:
    page, then, name = element.page, element.avant, f"« {element.titre} »"
    if page is None:
        yield f"{name} a été supprimée depuis."
        return
    if element.sorte == Sorte.PUBLIER:
        if not page.live:
            yield f"{name} a été retirée du site depuis."
        elif page.live_revision_id != then.get("publiee"):
            yield f"{name} a été publiée de nouveau depuis : défaire effacerait ce travail."
        elif not then["live"]:
            yield from _below(page, name, theirs)
    elif element.sorte == Sorte.DEPUBLIER:
        if page.live:
            yield f"{name} a été remise en ligne depuis."
        elif then["live"] and not page.get_parent().live and page.get_parent().pk not in theirs:
            yield f"{name} ne peut pas revenir : la page qui la contient n’est plus en ligne."
    else:
        yield from _moved(page, element, name)


def _below(page: Page, name: str, theirs: set[int | None]) -> Iterator[str]:
    others = page.get_descendants().live().exclude(pk__in=[pk for pk in theirs if pk])
    if (first := others.first()) is not None:
        yield f"{name} ne peut pas être retirée : « {first.get_admin_display_title()} », publiée depuis, est dessous."


def _moved(page: Page, element: PageDeParution, name: str) -> Iterator[str]:
    if element.destination_id is None or page.get_parent().pk != element.destination_id:
        yield f"{name} a été déplacée depuis."
        return
    former = Page.objects.filter(pk=element.avant["parent"]).first()
    if former is None:
        yield f"{name} ne peut pas revenir à sa place : la page qui la contenait a été supprimée."
    elif not Page._slug_is_available(page.slug, former, page):
        yield f"{name} ne peut pas revenir à sa place : une autre page y a pris son adresse."
