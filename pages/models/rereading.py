"""When a page was read last and is to be read again, as its row and its versions say it."""

from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from pages.enums import RythmeRelecture
from pages.freshness.publishing import count_reading, is_reading, keep_reading
from pages.freshness.rules import MotifRelecture, ReadingFacts


class ReadPage:
    """A mixin of the page model; the rule itself is in `pages/reading/rules.py`."""

    @property
    def freshness(self) -> ReadingFacts:
        """What decides when the page is to be read again."""
        page: Any = self
        online = page.first_published_at
        return ReadingFacts(
            read_on=page.relu_le or (timezone.localdate(online) if online else None),
            rythme=RythmeRelecture(page.rythme_relecture),
            valable_jusqu_au=page.valable_jusqu_au,
            millesime=page.millesime,
        )

    @property
    def a_relire_le(self) -> date | None:
        """The day on which the responsable should read the page again; None if nothing will ask for it."""
        return self.freshness.due_on

    def why_again(self, today: date) -> MotifRelecture | None:
        """Why the page should be read again; None when it need not be yet."""
        return self.freshness.why(today)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        version = super().with_content_json(content)  # type: ignore[misc]  # a page, behind this mixin
        keep_reading(version, self)
        return version

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> Any:
        """As Wagtail does; whoever publishes the page has read it."""
        if is_reading(revision, user=user, log_action=options.get("log_action")):
            count_reading(revision)
        return super().publish(revision, user=user, **options)  # type: ignore[misc]  # as above

    publish.alters_data = True  # type: ignore[attr-defined]  # no template may call it
