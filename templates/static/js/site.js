// Comforts only: every page works without this file.
(() => {
  const racine = document.documentElement;
  racine.classList.remove("sans-js");

  // Escape closes the menu and gives the focus back to its button.
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".entete-menu details[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  const sansAccent = (texte) => texte.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  // A long list of values gets a field that narrows it; what is chosen always stays in sight.
  const ajouterLesFiltres = (dans) => {
    for (const liste of dans.querySelectorAll("[data-chercher]")) {
      if (liste.previousElementSibling?.classList.contains("facette-filtre")) continue;
      const bloc = document.createElement("div");
      bloc.className = "facette-filtre";
      const etiquette = document.createElement("label");
      const champ = document.createElement("input");
      champ.type = "text";
      champ.id = `filtre-${liste.closest("details").id}`;
      champ.autocomplete = "off";
      etiquette.htmlFor = champ.id;
      etiquette.textContent = "Trouver dans cette liste";
      bloc.append(etiquette, champ);
      liste.before(bloc);
      champ.addEventListener("input", () => {
        const voulu = sansAccent(champ.value.trim());
        for (const valeur of liste.children) {
          valeur.hidden = Boolean(voulu) && !sansAccent(valeur.textContent).includes(voulu) && !valeur.querySelector(":checked");
        }
      });
      champ.addEventListener("change", (event) => event.stopPropagation());
      champ.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      });
    }
  };

  const imprimer = document.querySelector("[data-imprimer]");
  if (imprimer) {
    imprimer.hidden = false;
    imprimer.addEventListener("click", () => print());
  }

  const formulaire = document.getElementById("recherche");
  if (!formulaire) return;
  ajouterLesFiltres(formulaire);
  // A value chosen far down its list is in sight when the page opens; the page itself does not move.
  for (const liste of formulaire.querySelectorAll(".facette-longue")) {
    const choisie = liste.querySelector(":checked")?.closest("li");
    if (choisie) liste.scrollTop = choisie.offsetTop - liste.offsetTop - liste.clientHeight / 3;
  }
  // Opening the drawer asks nothing; words are sent by their button or Enter, not by leaving the field.
  for (const nom of ["filtres-ouverts", "q", "nom-territoire"]) {
    document.getElementById(nom)?.addEventListener("change", (event) => event.stopPropagation());
  }

  // The page that finds a territoire takes along what is chosen now, which may be more than when this page was sent.
  const choix = document.getElementById("choix-territoire");
  choix?.addEventListener("submit", () => {
    const choisis = [...new FormData(formulaire)].filter(([nom, valeur]) => ALLANT_DE_SOI[nom] !== valeur);
    const cachee = ([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value });
    choix.replaceChildren(...choisis.map(cachee));
  });

  // Addresses hold what was asked and nothing that goes without saying.
  const ALLANT_DE_SOI = { q: "", portee: "tout", tri: "pertinence" };
  formulaire.addEventListener("htmx:configRequest", (event) => {
    const demande = event.detail.formData;
    for (const [nom, valeur] of Object.entries(ALLANT_DE_SOI)) {
      if (demande.get(nom) === valeur) demande.delete(nom);
    }
  });

  // Facets are brought up to date in place: nothing moves, no list folds up, the focus stays where it is.
  const mettreAJour = (ancienne, nouvelle) => {
    const compteur = ancienne.querySelector(".facette-choisis");
    compteur.replaceChildren(...nouvelle.querySelector(".facette-choisis").childNodes);
    const liste = ancienne.querySelector("ul");
    const attendues = new Set();
    let precedente = null;
    for (const valeur of [...nouvelle.querySelectorAll("ul > li")]) {
      attendues.add(valeur.id);
      const connue = document.getElementById(valeur.id);
      if (connue) {
        connue.className = valeur.className;
        connue.querySelector(".compte").textContent = valeur.querySelector(".compte").textContent;
        connue.querySelector("input").checked = valeur.querySelector("input").hasAttribute("checked");
        precedente = connue;
      } else {
        if (precedente) precedente.after(valeur);
        else liste.prepend(valeur);
        precedente = valeur;
      }
    }
    for (const valeur of [...liste.children]) {
      if (attendues.has(valeur.id)) continue;
      if (valeur.contains(document.activeElement)) valeur.querySelector(".compte").textContent = "0";
      else valeur.remove();
    }
  };

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id !== "facettes") return;
    const connues = event.detail.target;
    const recues = event.detail.fragment;
    const facettes = [...recues.querySelectorAll(".facette")];
    if (!connues.children.length || !facettes.length) return;
    event.detail.shouldSwap = false;
    for (const facette of facettes) {
      const connue = document.getElementById(facette.id);
      if (connue) mettreAJour(connue, facette);
      else connues.querySelector(".facettes-pied").before(facette);
    }
    ajouterLesFiltres(connues);
  });

  let avait = "";
  document.body.addEventListener("htmx:beforeSwap", () => {
    avait = document.activeElement?.id ?? "";
  });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "resultats" && event.target.id !== "resultats") return;
    if (avait && document.activeElement === document.body) document.getElementById(avait)?.focus({ preventScroll: true });
    const dits = ["total", "correction"].map((id) => document.getElementById(id)?.textContent.replace(/\s+/g, " ").trim());
    document.getElementById("annonce").textContent = dits.filter(Boolean).join(". ");
    const choisis = document.querySelectorAll("#resultats .puce").length;
    const etiquette = document.querySelector(".filtres-etiquette span");
    etiquette.textContent = choisis ? `Filtrer (${choisis} choisi${choisis > 1 ? "s" : ""})` : "Filtrer";
  });

  document.body.addEventListener("htmx:sendError", () => formulaire.submit());
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.requestConfig?.elt === formulaire) formulaire.submit();
  });
})();
