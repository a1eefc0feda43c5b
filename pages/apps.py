from django.apps import AppConfig
from django.core.checks import register


class PagesConfig(AppConfig):
    """What editors write."""

    name = "pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from pages.admin import asked, found  # as below
        from pages.admin.publication import ask_before_the_hour  # as below
        from pages.blocks.api_schemas import register_shapes  # blocks can be read once models are loaded
        from pages.checks import check_blocks, check_page_types, check_terms  # as above
        from pages.events import translator  # as can receivers be connected
        from pages.reading import arrival  # as below
        from pages.rights.policy import RolesPagePolicy  # as above

        register_permission_policy(AbstractPage, RolesPagePolicy())
        ask_before_the_hour()
        register_shapes()
        for check in (check_page_types, check_blocks, check_terms):
            register(check)
        translator.connect()
        for rows in (found, asked, arrival):
            rows.register()
