// The frame, the home page, any page by its address, and drafts.
import { blocs } from "./blocs.js";
import { ask, type Contenu, type Navigation } from "./client.js";
import { h, link, show } from "./dom.js";

export async function cadre(): Promise<Navigation> {
  const found = await ask("/api/v3/navigation/");
  const entries = (some: Navigation["menu"]) => h("ul", {}, ...some.map((one) => h("li", {}, link(one.chemin, one.titre))));
  const head = [...found.menu, ...(found.parcours ? [found.parcours] : [])];
  const search = h("li", {}, link("/recherche/", "Recherche"));
  const menu = entries(head);
  menu.append(search);
  show("entete", h("a", { class: "nom", href: "/" }, found.site.nom), h("nav", { "aria-label": "Menu" }, menu));
  show("pied", h("nav", { "aria-label": "Pied de page" }, entries(found.pied)));
  return found;
}

export async function page(chemin: string): Promise<string> {
  const found = await ask("/api/v3/contenus/trouver/", { chemin, expand: "fil,enfants,liens_publics" });
  return montrer(found);
}

/** What an editor is typing, or a draft that was shared by link. */
export async function apercu(params: URLSearchParams): Promise<string> {
  const draft = await ask("/api/v3/apercu/", params);
  return montrer(draft as Contenu, h("p", { class: "bandeau" }, h("strong", {}, "Aperçu. "), "Cette version n’est pas publiée."));
}

function montrer(found: Contenu, banner?: HTMLElement): string {
  const way = found.fil ?? [];
  show(
    "contenu",
    banner,
    way.length > 0 && h("nav", { class: "fil", "aria-label": "Fil d’Ariane" }, h("ul", {}, ...way.map((step) => h("li", {}, link(step.chemin, step.titre))))),
    h("h1", { tabindex: -1 }, found.title),
    "promesse" in found && h("p", { class: "chapo" }, found.promesse),
    found.chapo && h("p", { class: "chapo" }, found.chapo),
    acces(found),
    triptyque(found),
    blocs(found.corps),
    suite(found),
  );
  return found.title;
}

/** Where a resource is, with what is known of each link. */
function acces(found: Contenu): HTMLElement | null {
  if (!("liens" in found) || !found.liens?.length) return null;
  const states = new Map((found.liens_publics ?? []).map((one) => [one.url, one]));
  return h("ul", { "aria-label": "Liens vers la ressource" }, ...found.liens.map((one) => {
    const state = states.get(one.url);
    const seen = state?.verifie_le ? `, vérifié le ${new Date(state.verifie_le).toLocaleDateString("fr-FR")}` : "";
    return h("li", {}, link(one.url, one.libelle, { rel: "noreferrer" }), state && h("span", { class: "mention" }, ` — ${state.etat_label}${seen}`));
  }));
}

/** Where, for whom, in which domaines: each leads to its search. */
function triptyque(found: Contenu): HTMLElement | null {
  const groups = [["territoire", "Où", found.territoires], ["acteur", "Pour qui", found.acteurs], ["domaine", "Domaines", found.domaines]] as const;
  const lines = groups.flatMap(([param, title, terms]) =>
    terms?.length ? [h("dt", {}, title), ...terms.map((one) => h("dd", {}, link(`/recherche/?${param}=${one.slug}`, one.nom)))] : [],
  );
  return lines.length ? h("dl", {}, ...lines) : null;
}

function suite(found: Contenu): HTMLElement | null {
  const below = found.enfants ?? [];
  if (!below.length) return null;
  return h("section", {}, h("h2", {}, "Dans cette partie"), h("ul", {}, ...below.map((one) => h("li", {}, link(one.chemin, one.titre)))));
}
