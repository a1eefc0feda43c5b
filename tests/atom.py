"""What RFC 4287 demands of an Atom feed, each MUST that a feed of ours could break, and what feedparser makes of it."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
#: RFC 4287, 3.3: a date of RFC 3339 with capital letters.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONE_OF_EACH = ("id", "title", "updated")
ONE_AT_MOST = ("generator", "icon", "logo", "rights", "subtitle", "published", "summary", "content", "source")
TEXTS = ("title", "subtitle", "summary", "rights")


def mistakes(xml):
    """Sentences about what is wrong with this feed; none for a valid one."""
    feed = ElementTree.fromstring(xml)
    if feed.tag != f"{ATOM}feed":
        return ["4.1.1: the root is no atom:feed"]
    entries = feed.findall(f"{ATOM}entry")
    found = [*_of_each(feed), *(mistake for entry in entries for mistake in _of_each(entry))]
    found += [
        "4.1.1: neither the feed nor this entry has an author"
        for entry in (entries or [feed])
        if not feed.findall(f"{ATOM}author") and not entry.findall(f"{ATOM}author")
    ]
    found += [
        "4.1.2: an entry without content has no alternate link"
        for entry in entries
        if entry.find(f"{ATOM}content") is None and not _alternates(entry)
    ]
    seen = [(_text(entry, "id"), _text(entry, "updated")) for entry in entries]
    if len(set(seen)) < len(seen):
        found.append("4.1.1: two entries have one id and one date")
    return [*found, *_as_news_readers_see(xml, len(entries))]


def _as_news_readers_see(xml, entries):
    read = feedparser.parse(xml)
    if read.bozo:
        yield f"feedparser: {read.bozo_exception}"
    if (read.version, len(read.entries)) != ("atom10", entries):
        yield f"feedparser: {len(read.entries)} entries of {read.version or 'no feed'}"
    for one in (read.feed, *read.entries):
        if not (one.get("id") and one.get("title") and one.get("updated_parsed") and one.get("link")):
            yield f"feedparser: no id, title, date or link in {one.get('id')}"


def _of_each(element):
    name = element.tag.removeprefix(ATOM)
    for child in ONE_OF_EACH:
        if len(element.findall(f"{ATOM}{child}")) != 1:
            yield f"4.1: {name} has not one {child}"
    for child in ONE_AT_MOST:
        if len(element.findall(f"{ATOM}{child}")) > 1:
            yield f"4.1: {name} has several {child}"
    if len(_alternates(element)) != len(set(_alternates(element))):
        yield f"4.1: {name} has two alternate links of one type"
    if not urlsplit(_text(element, "id")).scheme:
        yield f"4.2.6: {name} has an id that is no IRI"
    yield from _of_children(element, name)


def _of_children(element, name):
    for date in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
        if not DATE.fullmatch(date.text or ""):
            yield f"3.3: {name} has a date that is none: {date.text}"
    for text in TEXTS:
        for one in element.findall(f"{ATOM}{text}"):
            if one.get("type", "text") not in ("text", "html", "xhtml") or len(one):
                yield f"3.1: {name} has a {text} that is neither text nor HTML"
    for author in element.findall(f"{ATOM}author"):
        if len(author.findall(f"{ATOM}name")) != 1 or not _text(author, "name"):
            yield f"3.2: an author of {name} has not one name"
    for link in element.findall(f"{ATOM}link"):
        if not link.get("href"):
            yield f"4.2.7: {name} has a link that leads nowhere"


def _alternates(element):
    links = [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    return [(link.get("type"), link.get("hreflang")) for link in links]


def _text(element, child):
    return element.findtext(f"{ATOM}{child}") or ""
