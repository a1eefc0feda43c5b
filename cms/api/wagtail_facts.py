"""What there is to know of Wagtail's own operations, which cannot say it themselves: the one table by their names.

An operation that an upgrade of Wagtail brings keeps the site from starting until it has its row here (`odd17.E012`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from acces.enums import TokenScope
from ground.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWagtail(Facts):
    """What ours do not have, or say themselves.

    `keys`: what the answer is made of, for caches. `drafts`: whether `version=draft` asks for a draft.
    `by_fields`: whether pages are filtered and sorted by the fields of their type.
    `also`: parameters that it takes and hands on, beside those that it describes.
    `names`: whether a parameter may name what is not there.
    `leads`: whether it answers with the address of what it found.
    `beside`: whether the body may ask for a place beside another page.
    """

    keys: tuple[str, ...] = ()
    drafts: bool = False
    by_fields: bool = False
    also: frozenset[str] = frozenset()
    names: bool = False
    leads: bool = False
    beside: bool = False


PAGES = ("pages",)
READ = OfWagtail(needs=None)
WRITE = OfWagtail(needs=TokenScope.ECRITURE)
HISTORY = OfWagtail(needs=TokenScope.BROUILLONS)

OPERATIONS: Mapping[str, OfWagtail] = {
    "pages_list": OfWagtail(needs=None, keys=PAGES, by_fields=True, names=True),
    "pages_find": OfWagtail(needs=None, keys=PAGES, drafts=True, names=True, leads=True),
    # What is found by its address comes here with all that was asked.
    "pages_detail": OfWagtail(needs=None, keys=PAGES, drafts=True, also=frozenset({"site"})),
    "pages_revisions_list": OfWagtail(needs=TokenScope.BROUILLONS, keys=PAGES),
    "pages_revisions_detail": OfWagtail(needs=TokenScope.BROUILLONS, keys=PAGES),
    "pages_create": WRITE,
    "pages_update": WRITE,
    "pages_delete": WRITE,
    "pages_actions_publish": WRITE,
    "pages_actions_unpublish": WRITE,
    "pages_actions_copy": WRITE,
    "pages_actions_move": OfWagtail(needs=TokenScope.ECRITURE, beside=True),
    "pages_actions_delete": WRITE,
    "pages_actions_revert": WRITE,
    "pages_actions_convert_alias": WRITE,
    "pages_actions_create_alias": WRITE,
    "pages_actions_copy_for_translation": WRITE,
    "images_list": OfWagtail(needs=None, keys=PAGES),
    "images_detail": OfWagtail(needs=None, keys=PAGES),
    **dict.fromkeys(("images_create", "images_update", "images_delete"), WRITE),
    **dict.fromkeys(("documents_list", "documents_detail"), READ),
    **dict.fromkeys(("documents_create", "documents_update", "documents_delete"), WRITE),
    **dict.fromkeys(("redirects_list", "redirects_detail"), READ),
    "redirects_find": OfWagtail(needs=None, names=True, leads=True),
    **dict.fromkeys(("redirects_create", "redirects_update", "redirects_delete"), WRITE),
    **dict.fromkeys(("sites_list", "sites_detail"), READ),
    **dict.fromkeys(("sites_create", "sites_update", "sites_delete"), WRITE),
    **dict.fromkeys(("schema_list", "schema_detail", "whoami"), READ),
    "snippets_list": READ,
    "snippets_detail": OfWagtail(needs=None, drafts=True),
    **dict.fromkeys(("snippets_revisions_list", "snippets_revisions_detail"), HISTORY),
    **dict.fromkeys(("snippets_create", "snippets_update", "snippets_delete", "snippets_actions_delete"), WRITE),
    **dict.fromkeys(("snippets_actions_publish", "snippets_actions_unpublish", "snippets_actions_revert"), WRITE),
    "snippets_actions_copy_for_translation": WRITE,
}
