"""Texts that an analyser meets: the strange ones, and titles like those of French public resources."""

import re
from pathlib import Path

# Decomposed letters, ligatures, scripts, invisible characters and numbers are meant.
WEIRD = [
    "e\u0301cole NFD cafe\u0301",
    "œuvre ŒUVRE Æ ﬁn",
    "l’eau lʼeau l`eau L'EAU",
    "1 000 2,5 % 10 000 000 1\u202f000",
    "ODD13 ODD-13 O.D.D. n°13 odd n° 13 CAP2030 PM2.5 CO₂ CO2 RE2020 A10 2e 5G 12h30",
    "acteur·rice·s citoyen-ne-s habitant(e)s agent.e.s directeur/trice chargé·e",
    "aujourd'hui presqu'île entr'aide prud'hommes quelqu'un jusqu'à",
    "Éduc'tour rock'n'roll o'connor 'x' ''",
    "emoji 🚲 vélo👍🏽 été",
    "日本語 テスト ひらがな 한국어",
    "Привет мир Ωμέγα ΣΊΣΥΦΟΣ",
    "İstanbul ISTANBUL ı ß ẞ",
    "foo_bar a.b 1.2.3 x:y https://www.ademe.fr/a-b?c=d contact@ademe.fr",
    "ſ ĳ Ǆ ĸ º ª № ½ Ⅻ ² ①",
    "العربية עברית ไทย",
    "a\x00b \xadsoft\xadhyphen zero\u200bwidth",
    "R&D h/f S.A.R.L. c.a.p. U.E.",
    "12 13 200 ODD 13 200 1 234,56 3,4,5 007",
    "l'1 d'2030 l'ODD13 qu'ODD",
    "٣ ४५ x٣",
    "naïve maïs Noël aiguë capharnaüm",
    "coopération coopératives formatrices premières françaises travaux chevaux",
    "\ttab\nligne\r\n10\n000",
    "𝐁𝐨𝐥𝐝 𝟏𝟐",
    "\xe0\u0327 x\u030c q\u0303 n\u0308",
    "D\xe9\xadve\xadlop",
    "‘guillemets’ “x” «y»",
    "x" * 600,
]

_CASES = (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8")

TITLES = sorted({part.strip() for part in re.split(r"[|;\n]", _CASES) if part.strip()})
