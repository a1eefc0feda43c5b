// The search: its state is the address, as on the public site.
import { ask, type Resultats } from "./client.js";
import { announce, h, link, safe, show } from "./dom.js";

type Aller = (address: string) => void;

export async function recherche(params: URLSearchParams, go: Aller): Promise<string> {
  const found = await ask("/api/v3/recherche/", params);
  const form = h("form", { role: "search", "aria-label": "Recherche", action: "/recherche/" }) as HTMLFormElement;
  const words = h("input", { type: "search", name: "q", id: "q", value: params.get("q") ?? "" });
  form.append(h("label", { for: "q" }, "Mots"), h("div", { class: "demande" }, words, h("button", { class: "plein" }, "Chercher")), ...found.facettes.map(facette));
  const submit = () => go(`/recherche/?${asked(form)}`);
  form.addEventListener("submit", (event) => (event.preventDefault(), submit()));
  form.addEventListener("change", (event) => (event.target as HTMLElement).matches(".choix input") && submit());
  const count = `${found.total.toLocaleString("fr-FR")} résultat${found.total > 1 ? "s" : ""}`;
  show(
    "contenu",
    h("h1", { tabindex: -1 }, found.titre || "Recherche"),
    found.avis && h("p", { class: "bandeau" }, found.avis),
    pastilles(found, params),
    h("div", { class: "recherche" }, form, h("section", { "aria-label": "Résultats" }, h("p", {}, count), liste(found), pages(found, params))),
  );
  announce(count);
  return found.titre || "Recherche";
}

function asked(form: HTMLFormElement): string {
  const kept = [...new FormData(form)].filter(([, value]) => value !== "") as [string, string][];
  return new URLSearchParams(kept).toString();
}

function facette(one: Resultats["facettes"][number]): HTMLElement {
  const values = one.values.filter((value) => value.count > 0 || value.selected);
  if (!values.length) return h("span");
  const boxes = values.map((value) =>
    h("label", { class: "choix" }, h("input", { type: "checkbox", name: value.param, value: value.slug, checked: value.selected }), `${"\u2003".repeat(value.depth)}${value.nom}`, h("span", {}, `(${value.count})`)),
  );
  return h("fieldset", {}, h("legend", {}, one.label), ...boxes);
}

/** What is chosen, each removable. */
function pastilles(found: Resultats, params: URLSearchParams): HTMLElement | null {
  const chosen = found.facettes.flatMap((facet) => facet.values.filter((value) => value.selected));
  if (!chosen.length) return null;
  return h("ul", { class: "pastilles", "aria-label": "Filtres choisis" }, ...chosen.map((value) => {
    const rest = new URLSearchParams([...params].filter(([name, slug]) => name !== "page" && !(name === value.param && slug === value.slug)));
    return h("li", {}, link(`/recherche/?${rest}`, `${value.nom} ×`, { "aria-label": `Retirer ${value.nom}` }));
  }));
}

function liste(found: Resultats): HTMLElement {
  if (!found.total) return h("ul", {}, ...found.relances.map((one) => h("li", {}, link(one.url, `${one.label} (${one.count})`))));
  return h("ol", { class: "resultats" }, ...found.resultats.map((hit) => {
    const title = h("h2", {}, link(new URL(hit.url, location.origin).pathname, hit.titre));
    const about = [hit.nature, hit.echelon, hit.partenaires.join(", "), hit.etat_lien_label].filter(Boolean).join(" · ");
    return h("li", {}, h("p", { class: "mention" }, about), title, safe(hit.extrait_html, "p"));
  }));
}

function pages(found: Resultats, params: URLSearchParams): HTMLElement | null {
  if (found.derniere_page < 2) return null;
  const at = (page: number) => `/recherche/?${new URLSearchParams([...[...params].filter(([name]) => name !== "page"), ["page", String(page)]])}`;
  return h(
    "nav",
    { "aria-label": "Pages de résultats" },
    found.page > 1 && link(at(found.page - 1), "Page précédente"),
    ` Page ${found.page} sur ${found.derniere_page} `,
    found.page < found.derniere_page && link(at(found.page + 1), "Page suivante"),
  );
}
