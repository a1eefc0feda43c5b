// What begins like what is being typed, under the search field (the combobox pattern of the ARIA practices).
// Without this file the field is a plain one, and nothing is missing.
(() => {
  const champ = document.querySelector("[data-suggestions]");
  if (!champ) return;
  const LETTRES_AU_MOINS = 2;
  const SILENCE = 150; // milliseconds without a key before anything is asked

  const creer = (balise, attributs = {}, texte = "") => {
    const element = document.createElement(balise);
    for (const [nom, valeur] of Object.entries(attributs)) element.setAttribute(nom, valeur);
    element.textContent = texte;
    return element;
  };

  const liste = creer("div", { id: "suggestions", role: "listbox", "aria-label": "Suggestions", class: "suggestions", hidden: "" });
  const annonce = creer("p", { role: "status", class: "visuellement-cache" });
  champ.closest(".quete").append(liste, annonce);
  for (const [nom, valeur] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": liste.id,
  })) champ.setAttribute(nom, valeur);

  let options = [];
  let actif = -1;
  let attente = 0;
  let demande = null;

  const activer = (rang) => {
    options[actif]?.setAttribute("aria-selected", "false");
    actif = rang;
    const option = options[rang];
    if (!option) return champ.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    champ.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const ouvrir = (oui) => {
    liste.hidden = !oui;
    champ.setAttribute("aria-expanded", String(oui));
    if (!oui) activer(-1);
  };

  const oublier = () => {
    clearTimeout(attente);
    demande?.abort();
    demande = null;
  };

  const fermer = () => {
    oublier();
    ouvrir(false);
    annonce.textContent = "";
  };

  const montrer = (groupes) => {
    options = [];
    activer(-1);
    liste.replaceChildren(
      ...groupes.map(({ groupe, label, suggestions }) => {
        const titre = creer("p", { id: `suggestions-${groupe}`, role: "presentation" }, label);
        const bloc = creer("div", { role: "group", "aria-labelledby": titre.id });
        bloc.append(titre);
        for (const { label: nom, detail, url } of suggestions) {
          const option = creer("a", { id: `suggestion-${options.length}`, role: "option", "aria-selected": "false", tabindex: "-1", href: url });
          option.append(creer("span", {}, nom));
          if (detail) option.append(" ", creer("span", { class: "detail" }, detail));
          options.push(option);
          bloc.append(option);
        }
        return bloc;
      }),
    );
    ouvrir(options.length > 0);
    const pluriel = options.length > 1 ? "s" : "";
    annonce.textContent = options.length
      ? `${options.length} suggestion${pluriel}. Les flèches haut et bas les parcourent.`
      : "Aucune suggestion.";
  };

  // What is chosen beside the words goes along, so that a suggested term is added to it.
  const adresse = (texte) => {
    const parametres = new URLSearchParams(new FormData(champ.form));
    parametres.set("q", texte);
    return `${champ.dataset.suggestions}?${parametres}`;
  };

  const demander = async () => {
    oublier();
    const texte = champ.value.trim();
    if (texte.length < LETTRES_AU_MOINS || texte.length > 100) return fermer();
    const mienne = (demande = new AbortController());
    try {
      const reponse = await fetch(adresse(texte), { signal: mienne.signal });
      const corps = reponse.ok ? await reponse.json() : { groupes: [] };
      if (mienne === demande && document.activeElement === champ) montrer(corps.groupes);
    } catch {
      if (mienne === demande) fermer();
    }
  };

  champ.addEventListener("input", (event) => {
    oublier();
    if (!event.isComposing) attente = setTimeout(demander, SILENCE);
  });

  const deplacer = (rang) => activer((rang + options.length) % options.length);
  const touches = {
    ArrowDown: () => deplacer(actif + 1),
    ArrowUp: () => deplacer(actif < 0 ? options.length - 1 : actif - 1),
    Home: () => actif >= 0 && deplacer(0),
    End: () => actif >= 0 && deplacer(options.length - 1),
    Escape: fermer,
    Enter: () => actif >= 0 && options[actif].click(),
  };

  champ.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (liste.hidden) {
      if (event.key === "ArrowDown") demander();
      return;
    }
    // With no suggestion active, Home, End and Enter stay those of the field.
    if (touches[event.key] && touches[event.key]() !== false) event.preventDefault();
  });

  // A click on a suggestion must not first take the focus from the field, which would close the list.
  liste.addEventListener("mousedown", (event) => event.preventDefault());
  champ.addEventListener("blur", fermer);
  champ.form.addEventListener("submit", fermer);
})();
