"""What the Comité adds to Wagtail, and the policies that take the place of its own once every app has started."""

from typing import Any

from wagtail import hooks
from wagtail.models import Page

from comite.copying import AliasSelonLesDroits
from comite.files import register_policies

register_policies()


@hooks.register("register_actions", order=1000)
def alias_selon_les_droits(registry: Any) -> None:
    """The API makes a copy that follows its page only for whoever may publish the page."""
    registry.register(Page, AliasSelonLesDroits)
