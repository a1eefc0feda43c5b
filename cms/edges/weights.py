"""What each view costs: declared beside ours (`@weighs`, `ground/facts.py`), here for those that are not ours."""

from collections.abc import Mapping

from django.urls import ResolverMatch

from adoc.walk.views import WALK
from ground.edges.lanes import MAILS, PASSWORDS
from ground.facts import Weight, is_sent, weights_declared

#: A password that is tried: a hash, or a guess.
LOGIN = (Weight(cost=10, lane=PASSWORDS, when=is_sent),)
GUESS = (Weight(cost=10, when=is_sent),)
#: By their names. What is not here weighs nothing: pages, and what is behind the login.
FOREIGN: Mapping[str, tuple[Weight, ...]] = {
    "wagtail_serve": WALK,
    "wagtailadmin_login": LOGIN,
    "wagtailcore_login": LOGIN,
    "wagtailadmin_password_reset": (Weight(cost=20, lane=MAILS, when=is_sent),),
    "wagtailadmin_password_reset_confirm": LOGIN,
    # Somebody is invited, by a mail.
    "wagtailusers_users:add": (Weight(cost=20, lane=MAILS, when=is_sent),),
    "wagtailcore_authenticate_with_password": GUESS,
    "wagtaildocs_authenticate_with_password": GUESS,
    # Ninja’s own view, which is no operation of the API.
    "wagtailapi_v3:openapi-view": (Weight(cost=1),),
}


def weights_of(match: ResolverMatch) -> tuple[Weight, ...] | None:
    """What is known of the view that was found; None when nobody says anything of it."""
    declared = weights_declared(match.func)
    return FOREIGN.get(match.view_name) if declared is None else declared
