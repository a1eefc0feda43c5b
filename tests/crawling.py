"""Every page of the admin that links lead to, each kind of address a few times."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve
from selectolax.lexbor import LexborHTMLParser

#: How many addresses of one route are read: forms of several types share one.
OF_ONE_ROUTE = 2
LEAVING = ("/admin/logout", "/admin/login", "export=")


def pages_of_the_admin(client, begun=("/admin/",)):
    """(address, HTML) of each page that links lead to, from `begun` on."""
    waiting, seen, routes = list(begun), set(begun), {}
    while waiting:
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        if response.streaming or "html" not in response.get("Content-Type", ""):
            continue
        html = response.content.decode()
        yield address, html
        for found in _links(html):
            where = urldefrag(urljoin(address, found)).url
            path = urlsplit(where).path
            if where in seen or not path.startswith("/admin/") or any(one in where for one in LEAVING):
                continue
            seen.add(where)
            try:
                route = resolve(path).route, re.sub(r"\d+", "0", urlsplit(where).query.split("&")[0])
            except Resolver404:
                continue
            routes[route] = routes.get(route, 0) + 1
            if routes[route] <= (OF_ONE_ROUTE if "?" not in where else 1):
                waiting.append(where)


def _links(html):
    tree = LexborHTMLParser(html)
    yield from (node.attributes.get("href") or "" for node in tree.css("a[href]"))
    # The menu is written by a script, from this.
    yield from re.findall(r'"url": ?"(/admin/[^"]*)"', html)
