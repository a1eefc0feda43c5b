// Elements from words: text is never read as HTML, except what the API says is safe.
type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined>;

export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== "") made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child): child is Node | string => !!child));
  return made;
}

/** HTML of the API: rich text, extracts. It holds known tags only and escaped texts (docs/api.md). */
export function safe(html: string, tag = "div", attributes: Attributes = {}): HTMLElement {
  const made = h(tag, attributes);
  made.innerHTML = html;
  return made;
}

export const link = (href: string, words: string, attributes: Attributes = {}): HTMLElement =>
  h("a", { href, ...attributes }, words);

export function show(place: "entete" | "contenu" | "pied", ...children: Child[]): void {
  document.getElementById(place)?.replaceChildren(...children.filter((child): child is Node | string => !!child));
}

/** Says something to those who do not see the screen. */
export function announce(words: string): void {
  const place = document.getElementById("annonce");
  if (place) place.textContent = words;
}
