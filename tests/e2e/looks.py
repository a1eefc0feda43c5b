"""What axe and a narrow screen find in a page."""

from axe_playwright_python.sync_playwright import Axe

#: The rules that a change of colours alone can break.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
#: Colours on their way from one to another are nobody's choice.
STILL = """() => Promise.all(
    document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished)
)"""


def faults(page, **options):
    """[(rule, the first element that breaks it)], as axe sees the page once nothing moves or fades."""
    page.wait_for_load_state()
    page.evaluate(STILL)
    found = Axe().run(page, options={"resultTypes": ["violations"]} | options).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found]


def faults_in_both_schemes(page):
    """Those of the page in light colours, and what dark ones add: the rest of a page does not follow them."""
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    found += faults(page, **OF_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def width(page):
    """How wide the page is, in CSS pixels: no more than its window where nothing overflows."""
    return page.evaluate("document.documentElement.scrollWidth")


def width_on(page, pixels):
    """How wide it is in a window of so many."""
    before = page.viewport_size
    page.set_viewport_size({"width": pixels, "height": 640})
    found = width(page)
    page.set_viewport_size(before)
    return found
