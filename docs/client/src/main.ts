// The router: one address, one screen. Links are followed without loading everything again.
import { Refus } from "./client.js";
import { h, link, show } from "./dom.js";
import { apercu, cadre, page } from "./pages.js";
import { recherche } from "./recherche.js";

let site = "";

async function montrer(first = false): Promise<void> {
  const { pathname, search } = location;
  const params = new URLSearchParams(search);
  let title = "";
  try {
    if (pathname === "/apercu/") title = await apercu(params);
    else if (pathname === "/recherche/") title = await recherche(params, aller);
    else title = await page(pathname);
  } catch (error) {
    title = "Page indisponible";
    const said = error instanceof Refus ? error.message : "Le site ne répond pas. Réessayez dans un instant.";
    show("contenu", h("h1", { tabindex: -1 }, title), h("p", { class: "chapo" }, said), h("p", {}, link("/recherche/", "Chercher")));
  }
  document.title = title === site ? site : `${title} – ${site}`;
  if (first) return;
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("#contenu h1")?.focus();
}

function aller(address: string): void {
  history.pushState(null, "", address);
  void montrer();
}

document.addEventListener("click", (event) => {
  const found = (event.target as Element).closest("a");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!found || !plain || found.origin !== location.origin || found.hash) return;
  event.preventDefault();
  aller(found.pathname + found.search);
});
addEventListener("popstate", () => void montrer());

try {
  site = (await cadre()).site.nom;
} catch {
  show("entete", link("/", "Accueil"));
}
await montrer(true);
