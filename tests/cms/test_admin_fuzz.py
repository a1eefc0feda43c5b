"""Every address of the admin, asked what no form of ours asks: an answer, never an error of ours or of Wagtail’s.

And no page among the answers holds what the admin’s policy would not run.
"""

import re

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page

from tests.addresses import admin_addresses
from tests.factories import pages, parcours, taxonomy

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HUGE = 10**25
#: What stands at each argument in turn; the last is a number that is there for most.
ARGUMENTS = (HUGE, "zz", 1)
QUERIES = ("", "?p=zz&page=zz&ordering=zz&q=%00&limit=zz&id=zz&parent=zz&next=//zz", f"?p={HUGE}&id={HUGE}&q='")
FORMS = ({}, {"id": "zz", "pk": str(HUGE), "action": "zz", "title": "\x00", "next": "//zz", "file": "zz"})
#: What the admin’s policy does not run or apply: scripts and handlers within a page, and attributes of style.
INLINE = re.compile(
    r"""<script(?![^>]*(?:\bsrc=|type="application/json"))[^>]*>.{0,80}"""
    r"""|<[a-z][^>]*\s(?:style|on[a-z]+)=["'][^>]{0,80}"""
)
ENDS_THE_SESSION = {"admin/logout/"}


def asked():
    for one in admin_addresses():
        if one.route in ENDS_THE_SESSION:
            continue
        filled = dict.fromkeys(one.path(lambda name, value=value: value) for value in ARGUMENTS)
        for rank, path in enumerate(filled):
            yield "get", path + QUERIES[rank], None
            yield "post", path, FORMS[rank % 2]
        if one.route == "admin/pages/<int:page_id>/edit/":
            for pk in Page.objects.values_list("pk", flat=True):
                yield "get", one.path(lambda name, pk=pk: pk), None
        if len(filled) == 1:
            yield from (("get", path + query, None) for query in QUERIES[1:])
            yield "post", path, FORMS[1]


def html_of(response):
    return "" if response.streaming or "html" not in response.get("Content-Type", "") else response.content.decode()


def test_nothing_that_is_sent_to_the_admin_is_an_error_and_no_page_holds_a_script(settings):
    arbre = pages.arbre()
    pages.ressource(arbre.boite)
    parcours.page(arbre.accueil, taxonomy.acteur(a_un_parcours=True))
    client = Client(raise_request_exception=False)
    client.force_login(pages.administrateur())
    wrong, inline = [], {}
    for method, path, form in asked():
        with transaction.atomic():
            response = getattr(client, method)(path, form) if form is not None else client.get(path)
            if response.status_code >= 500:
                info = getattr(response, "exc_info", None)
                wrong.append((method, path, form, repr(info[1])[:150] if info else ""))
            transaction.set_rollback(True)
        if found := INLINE.findall(html_of(response)):
            inline[path] = found
    assert (wrong, inline) == ([], {})
