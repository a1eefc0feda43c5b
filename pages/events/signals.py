"""What happens to pages and terms, told once by `pages.events.translator` to whoever keeps something of them.

Each is sent in the transaction of its event, unless it says otherwise: what a receiver writes stands or falls with it.
"""

from django.dispatch import Signal

#: `page` was saved, beyond its draft; it is a plain Page when it was moved. `created` says whether it is new, `renamed`
#: whether its title, its address or its being live is another one than before, `readdressed` whether its address is,
#: and with it every address below.
page_changed = Signal()

#: `pages`, of one type, were made together and saw no visitor yet; `page_changed` is not sent for them.
drafts_created = Signal()

#: `page` was published or withdrawn, and is saved with all its children and terms; after the commit where the caller
#: holds no transaction of its own. Wagtail withdraws a page while it is being deleted as well.
publication_changed = Signal()

#: `page` is about to be deleted: what names it can still be read.
page_leaving = Signal()

#: `page` was withdrawn by Wagtail, and the row of its own type is deleted; those that it shares with others follow.
page_left = Signal()

#: What stands at `path` of the tree and below is about to be restricted. The admin saves a restriction outside any
#: transaction: what must be hidden is hidden before it.
subtree_closing = Signal()

#: A restriction on the page `page_id`, or its rank among its siblings, is another one: all that stands at `path` of
#: the tree and below is concerned. After the commit where a page was only moved among its siblings.
subtree_changed = Signal()

#: A site was saved or deleted: every address may be another one.
sites_changed = Signal()

#: `term` was saved; `created` says whether it is new. `pages` are the ids of the live pages that show it.
term_changed = Signal()

#: Columns of several live pages were written together, which visitors read: `pages` are their ids.
pages_changed = Signal()

#: Territoires were written together, by a load: `pages` are the ids of the live pages that show one that has another
#: name or another place now.
places_changed = Signal()

#: `term` is about to be deleted; `pages` as for `term_changed`.
term_leaving = Signal()

#: The slug `former` of this `facette` now leads to `slug`; `term` is the one that has it, None where there is none,
#: and `pages` are those that show it.
term_merged = Signal()
