"""Whom a view asks about pages: looked up when it is asked. A view that is imported early would keep Wagtail's own."""

from typing import Any

from wagtail.models import Page
from wagtail.permissions import policy_registry


class PolicyOfPages:
    """The `permission_policy` of a view that is open to those who may work on pages, on its class as on the view."""

    def __get__(self, view: Any, kind: type) -> Any:
        return policy_registry.get_by_type(Page)
