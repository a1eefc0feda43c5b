"""robots.txt as RFC 9309 reads it: the most precise group for us, the longest rule, « allow » on a tie."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

MAX_RULES = 2000


@dataclass(frozen=True)
class RobotsRule:
    allowed: bool
    pattern: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Runs of `*` count as one, so that a hostile file cannot make matching slow."""
        anchored = self.pattern.endswith("$")
        body = re.sub(r"\*+", "*", self.pattern.removesuffix("$"))
        return re.compile(".*?".join(map(re.escape, body.split("*"))) + ("$" if anchored else ""), re.DOTALL)

    def matches(self, path: str) -> bool:
        if "*" not in self.pattern and not self.pattern.endswith("$"):
            return path.startswith(self.pattern)
        # More stars than this only appear in attacks on the matcher.
        return self.pattern.count("*") <= 8 and self.regex.match(path) is not None


@dataclass(frozen=True)
class Robots:
    """The rules that hold for one product; `crawl_delay` in seconds when asked for."""

    rules: tuple[RobotsRule, ...] = ()
    crawl_delay: float | None = None

    def allows(self, path: str) -> bool:
        if not self.rules:
            return True
        path = unquote(path)
        best = max(
            (rule for rule in self.rules if rule.matches(path)),
            key=lambda rule: (len(rule.pattern), rule.allowed),
            default=None,
        )
        return best is None or best.allowed


ALLOW_ALL = Robots()


def parse_robots(text: str, product: str) -> Robots:
    """The rules of the groups that name `product`, else those of `*`."""
    groups: dict[str, list[RobotsRule]] = {}
    delays: dict[str, float] = {}
    agents: list[str] = []
    in_rules = False
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            agents = [] if in_rules else agents
            in_rules = False
            agents.append(value.lower())
            groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow"):
            in_rules = True
            if value:
                for agent in agents:
                    groups[agent].append(RobotsRule(key == "allow", unquote(value)))
        elif key == "crawl-delay":
            in_rules = True
            delays.update(dict.fromkeys(agents, _seconds(value)))
    name = next((agent for agent in groups if agent != "*" and agent and agent == product.lower()), "*")
    return Robots(tuple(groups.get(name, ())[:MAX_RULES]), delays.get(name) or None)


def _seconds(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 30.0)
    except ValueError:
        return 0.0
