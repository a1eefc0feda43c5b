from wagtail.users.apps import WagtailUsersAppConfig


class InvitedUsersConfig(WagtailUsersAppConfig):
    """Wagtail’s accounts, with our screens for them."""

    user_viewset = "acces.invitations.viewset.InvitedUserViewSet"
