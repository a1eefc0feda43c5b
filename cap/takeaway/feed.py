"""As a feed (Atom): what became of the elements, so that nobody has to give a mail address to be told."""

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from cap.takeaway.content import Chose, Contenu


def atom_de(contenu: Contenu) -> bytes:
    """One entry for each thing that happened, the latest first; an element may come back with another one."""
    feed = Atom1Feed(
        title=contenu.titre_du_document,
        link=contenu.lecture,
        description="Ce que deviennent vos liens et vos pages.",
        language="fr",
        feed_guid=contenu.lecture,
        author_name=settings.WAGTAIL_SITE_NAME,
    )
    happened = [one for one in contenu.choses if one.evenement_le]
    for chose in sorted(happened, key=lambda one: (one.evenement_le, one.cle), reverse=True):
        what = _quoi(chose)
        feed.add_item(
            title=f"{chose.titre}\u00a0: {what[:1].lower()}{what[1:]}",
            link=f"{contenu.lecture}#e-{chose.cle}",
            description="",
            unique_id=f"{contenu.lecture}#e-{chose.cle}-{chose.evenement_le:%Y%m%d%H%M%S}",
            updateddate=chose.evenement_le,
        )
    return str(feed.writeString("utf-8")).encode()


def _quoi(chose: Chose) -> str:
    return chose.lien_dit if chose.est_indisponible else chose.devenir_dit
