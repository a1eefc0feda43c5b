// One function per block. A block that is added to the API and not here does not compile.
import { SITE, type Bloc, type Schemas } from "./client.js";
import { h, link, safe } from "./dom.js";

export const blocs = (corps: readonly Bloc[]): HTMLElement => h("div", { class: "corps" }, ...corps.map(bloc));

function bloc(one: Bloc): HTMLElement {
  switch (one.type) {
    case "titre":
      return h("h2", {}, one.value);
    case "paragraphe":
      return safe(one.value.html);
    case "citation":
      return h("blockquote", {}, h("p", {}, `« ${one.value.texte} »`), source(one.value.auteur, one.value.source_url));
    case "encadre":
      return h("aside", { class: "encadre", "aria-label": one.value.titre }, h("h3", {}, one.value.titre), safe(one.value.texte.html));
    case "chiffre_cle": {
      const { valeur, unite, libelle, source: said, source_url, millesime } = one.value;
      return h("div", { class: "chiffre" }, h("strong", {}, `${valeur} ${unite}`.trim()), h("p", {}, libelle), source(`${said}${millesime ? `, ${millesime}` : ""}`, source_url));
    }
    case "tableau":
      return tableau(one.value);
    case "etapes":
      return h("section", {}, one.value.titre && h("h3", {}, one.value.titre), h("ol", {}, ...one.value.etapes.map((step) => h("li", {}, h("strong", {}, step.titre), safe(step.texte.html)))));
    case "questions_reponses":
      return h("div", {}, ...one.value.questions.map((each) => h("details", {}, h("summary", {}, each.question), safe(each.reponse.html))));
    case "ressources":
      return h("section", {}, h("h3", {}, one.value.titre), h("ul", {}, ...one.value.pages.map((page) => h("li", {}, link(page.chemin, page.titre)))));
    case "image":
      return image(one.value);
    case "video":
      return h("p", {}, link(one.value.url, one.value.titre, { rel: "noreferrer" }), one.value.duree && ` (vidéo, ${one.value.duree})`, one.value.transcription && h("details", {}, h("summary", {}, "Transcription ou résumé"), h("span", {}, one.value.transcription)));
    default:
      return unknown(one);
  }
}

function unknown(one: never): HTMLElement {
  console.warn("Bloc inconnu, laissé de côté", one);
  return h("span");
}

const source = (words: string, url: string): HTMLElement =>
  h("p", { class: "mention" }, words && (url ? link(url, words, { rel: "noreferrer" }) : words));

function tableau(value: Schemas["BlocTableau"]["value"]): HTMLElement {
  const { colonnes, lignes } = value.tableau;
  const kind = (index: number) => (colonnes[index]?.type === "nombre" ? "nombre" : "");
  const head = h("tr", {}, ...colonnes.map((one, index) => h("th", { scope: "col", class: kind(index) }, one.titre)));
  const rows = lignes.map((line) => h("tr", {}, ...line.map((cell, index) => h("td", { class: kind(index) }, typeof cell === "number" ? cell.toLocaleString("fr-FR") : (cell ?? "")))));
  return h("table", {}, h("caption", {}, value.titre), h("thead", {}, head), h("tbody", {}, ...rows));
}

function image(value: Schemas["BlocIllustration"]["value"]): HTMLElement {
  const shown = value.image;
  if (!shown) return h("span");
  const address = (url: string) => new URL(url, SITE).href;
  const sizes = (format: string) => shown.rendus.filter((one) => one.format === format).map((one) => `${address(one.url)} ${one.largeur}w`).join(", ");
  const sources = ["avif", "webp"].filter(sizes).map((format) => h("source", { type: `image/${format}`, srcset: sizes(format), sizes: "(min-width: 60rem) 48rem, 100vw" }));
  const plain = shown.rendus.at(-1);
  const img = h("img", { src: plain && address(plain.url), width: shown.largeur, height: shown.hauteur, loading: "lazy" });
  img.setAttribute("alt", value.alternative);
  if (shown.couleur) img.style.backgroundColor = shown.couleur;
  return h("figure", {}, h("picture", {}, ...sources, img), (value.legende || value.credit) && h("figcaption", { class: "mention" }, [value.legende, value.credit].filter(Boolean).join(" · ")));
}
