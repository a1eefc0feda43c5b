"""What a browser would send of a form, read from its HTML."""

from selectolax.lexbor import LexborHTMLParser


def form_data(html, *, selector="form[data-edit-form]", **typed):
    """Every field of the form as it was given, then what was typed; fields that scripts make are empty."""
    form = LexborHTMLParser(html).css_first(selector)
    sent = {}
    for field in form.css("input[name], select[name], textarea[name]"):
        told, name = field.attributes, field.attributes["name"]
        if field.tag == "select":
            chosen = [one.attributes.get("value") or "" for one in field.css("option[selected]")]
            first = field.css_first("option")
            default = [first.attributes.get("value") or ""] if first is not None and "multiple" not in told else []
            sent[name] = chosen or default
        elif field.tag == "textarea":
            sent[name] = field.text()
        elif told.get("type") in ("checkbox", "radio"):
            if "checked" in told:
                sent.setdefault(name, []).append(told.get("value") or "on")
        elif told.get("type") not in ("submit", "file", "button"):
            sent[name] = told.get("value") or ""
    for block in form.css("[data-controller~=w-block]"):
        sent.setdefault(f"{block.attributes['id']}-count", "0")
    return {**{name: value for name, value in sent.items() if "__prefix__" not in name}, **typed}
