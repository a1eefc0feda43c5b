"""What any visitor may know of the links: addresses that a public page cites. What is public, `pages.visibility` says.

Drafts, cards of partners and redirections bring nothing in.
"""

from django.db.models import Exists, OuterRef, QuerySet

from liens.models import Lien, LienQuerySet, OccurrenceLien
from pages.visibility import PagesPubliques


def public_citations(public: PagesPubliques) -> QuerySet[OccurrenceLien]:
    """The places of public pages that cite an address."""
    return OccurrenceLien.objects.filter(public.condition("page__"), en_ligne=True)


def public_links(public: PagesPubliques) -> LienQuerySet:
    """Addresses that can be opened and that a public page cites."""
    return Lien.objects.exclude(hote="").filter(Exists(public_citations(public).filter(lien=OuterRef("pk"))))
