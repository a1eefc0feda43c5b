import pytest

from workers.links.client.robots import parse_robots

OURS = "ODD17-Veille"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("user-AGENT: *\ndisallow: /prive # note", "/prive/a", False),
        ("User-agent: *\nDisallow: /prive\nAllow: /prive/ouvert", "/prive/ouvert/a", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/doc/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/doc/a.pdf?x=1", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-c", False),
        ("User-agent: *\nDisallow: /é", "/%C3%A9/a", False),
        ("User-agent: autre\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", True),
        ("User-agent: odd17-veille\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: odd17-veille\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: autre\nUser-agent: *\nDisallow: /a", "/a", False),
        ("Disallow: /\nUser-agent: *\nDisallow: /b", "/a", True),
        ("User-agent: *\nDisallow: /" + "*a" * 50, "/" + "a" * 5000, True),
    ],
)
def test_robots_allows_by_the_longest_rule(text, path, allowed):
    assert parse_robots(text, OURS).allows(path) == allowed


@pytest.mark.parametrize(
    ("value", "delay"), [("5", 5.0), ("0.5", 0.5), ("9999", 30.0), ("bientôt", None), ("-1", None)]
)
def test_robots_crawl_delay_is_bounded(value, delay):
    assert parse_robots(f"User-agent: *\nCrawl-delay: {value}", OURS).crawl_delay == delay
