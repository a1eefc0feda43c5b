"""The one type of page of the stock site."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class StockPage(Page):
    """A page with a text."""

    body = RichTextField(blank=True)
    template = "stock/page.html"
