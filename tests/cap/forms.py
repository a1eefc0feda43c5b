"""The forms of a page, as a browser without scripts would send them back."""

from html.parser import HTMLParser


class _Lecteur(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self._area = self._select = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and found.get("type") != "checkbox" and "name" in found:
            form[found["name"]] = found.get("value") or ""
        elif tag == "textarea":
            self._area, form[found["name"]] = found["name"], ""
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select and ("selected" in found or self._select not in form):
            form[self._select] = found["value"]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._area and self.forms:
            self.forms[-1][self._area] += data


def formulaires(response):
    """Each form as {name: value}, in the order of the page, without its protection."""
    lecteur = _Lecteur()
    lecteur.feed(response.content.decode())
    return [{name: value for name, value in form.items() if name != "csrfmiddlewaretoken"} for form in lecteur.forms]


def formulaire(response, **wanted):
    """The one form that holds these values. Raises ValueError if there is none, or more than one."""
    (found,) = [form for form in formulaires(response) if wanted.items() <= form.items()]
    return found
