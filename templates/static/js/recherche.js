// The search without reloads: a choice is asked at once and only what it changes is changed.
// Without this file every choice is sent by a button, and nothing is missing.
(() => {
  const formulaire = document.getElementById("recherche");
  if (!formulaire) return;
  const mots = document.getElementById("q");
  const bascule = document.getElementById("filtres-ouverts");
  const facettes = document.getElementById("facettes");

  const sansAccent = (texte) => texte.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  // A long list of values gets a field that narrows it; what is chosen always stays in sight.
  const ajouterLesFiltres = () => {
    for (const liste of facettes.querySelectorAll("[data-chercher]")) {
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
  ajouterLesFiltres();

  // A value chosen far down its list is in sight when its facet opens; the page itself does not move.
  for (const liste of facettes.querySelectorAll(".facette-longue")) {
    const choisie = liste.querySelector(":checked")?.closest("li");
    if (choisie) liste.scrollTop = choisie.offsetTop - liste.offsetTop - liste.clientHeight / 3;
  }

  // Addresses hold what was asked and nothing that goes without saying.
  const ALLANT_DE_SOI = { q: "", portee: "tout", tri: "pertinence" };
  const choisis = () => [...new FormData(formulaire)].filter(([nom, valeur]) => ALLANT_DE_SOI[nom] !== valeur);

  // The page that finds a territoire takes along what is chosen now, which may be more than when this page was sent.
  const choix = document.getElementById("choix-territoire");
  choix.addEventListener("submit", () => {
    const cachee = ([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value });
    choix.replaceChildren(...choisis().map(cachee));
  });

  // Facets are brought up to date in place: nothing moves, no list folds up, the focus stays where it is.
  const cle = (valeur) => {
    const { name, value } = valeur.querySelector("input");
    return `${name}=${value}`;
  };

  const compter = (connue, recue) => {
    connue.className = recue.className;
    connue.querySelector("b").textContent = recue.querySelector("b").textContent;
    connue.querySelector("input").checked = recue.querySelector("input").checked;
  };

  const mettreAJour = (ancienne, nouvelle) => {
    const choisies = ".facette-choisis";
    ancienne.querySelector(choisies).replaceChildren(...nouvelle.querySelector(choisies).childNodes);
    const liste = ancienne.querySelector("ul");
    const connues = new Map([...liste.children].map((valeur) => [cle(valeur), valeur]));
    let precedente = null;
    for (const valeur of [...nouvelle.querySelectorAll("ul > li")]) {
      const connue = connues.get(cle(valeur));
      connues.delete(cle(valeur));
      if (connue) compter(connue, valeur);
      else if (precedente) precedente.after(valeur);
      else liste.prepend(valeur);
      precedente = connue ?? valeur;
    }
    for (const valeur of connues.values()) {
      if (valeur.contains(document.activeElement)) valeur.querySelector("b").textContent = "0";
      else valeur.remove();
    }
  };

  const montrerLesFacettes = (recues) => {
    const attendues = new Set();
    let precedente = null;
    for (const facette of [...recues.querySelectorAll(".facette")]) {
      attendues.add(facette.id);
      const connue = document.getElementById(facette.id);
      if (connue) {
        connue.hidden = false;
        mettreAJour(connue, facette);
      } else if (precedente) precedente.after(facette);
      else facettes.prepend(facette);
      precedente = connue ?? facette;
    }
    // A facet that has nothing to choose any more folds away, and comes back where it was.
    for (const facette of facettes.querySelectorAll(".facette")) {
      if (!attendues.has(facette.id)) facette.hidden = !facette.contains(document.activeElement);
    }
    const compte = ".facettes-compte";
    facettes.querySelector(compte).textContent = recues.querySelector(compte).textContent;
    ajouterLesFiltres();
  };

  const montrer = (page) => {
    const avait = document.activeElement?.id;
    document.title = page.title;
    montrerLesFacettes(page.getElementById("facettes"));
    document.getElementById("resultats").replaceWith(page.getElementById("resultats"));
    for (const selecteur of [".filtres-bascule", ".filtres-etiquette"]) {
      document.querySelector(selecteur).hidden = page.querySelector(selecteur).hidden;
    }
    const etiquette = ".filtres-etiquette span";
    document.querySelector(etiquette).textContent = page.querySelector(etiquette).textContent;
    if (avait && document.activeElement === document.body) document.getElementById(avait)?.focus({ preventScroll: true });
    const dits = ["total", "correction"].map((id) => document.getElementById(id)?.textContent.replace(/\s+/g, " ").trim());
    document.getElementById("annonce").textContent = dits.filter(Boolean).join(". ");
  };

  let demande = null;
  let montree = location.pathname + location.search;

  // What cannot be shown in place is a page of its own: the browser goes to it, and says what it finds there.
  const demander = async (adresse, { retour = false } = {}) => {
    demande?.abort();
    const mienne = (demande = new AbortController());
    formulaire.classList.add("en-cours");
    try {
      const reponse = await fetch(adresse, { signal: mienne.signal });
      if (!reponse.ok) throw new Error(reponse.status);
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      if (mienne !== demande) return;
      montrer(page);
      montree = adresse;
      if (retour) mots.value = page.getElementById("q").value;
      else history.pushState(null, "", adresse);
    } catch {
      if (mienne === demande) location.assign(adresse);
    } finally {
      if (mienne === demande) {
        demande = null;
        formulaire.classList.remove("en-cours");
      }
    }
  };

  const chercher = () => {
    const parametres = new URLSearchParams(choisis()).toString();
    demander(location.pathname + (parametres && `?${parametres}`));
  };

  formulaire.addEventListener("submit", (event) => {
    event.preventDefault();
    chercher();
  });

  // Opening the drawer asks nothing; words are sent by their button or Enter, not by leaving the field.
  formulaire.addEventListener("change", (event) => {
    if (!["filtres-ouverts", "q", "nom-territoire"].includes(event.target.id)) chercher();
  });

  addEventListener("popstate", () => {
    const adresse = location.pathname + location.search;
    if (adresse !== montree) demander(adresse, { retour: true });
  });

  // On a phone: what is chosen has been asked already, its button only has to show what it found.
  facettes.querySelector(".facettes-pied button").addEventListener("click", (event) => {
    event.preventDefault();
    const envoyes = new URLSearchParams(montree.split("?")[1]).get("q") ?? "";
    if (mots.value.trim() !== envoyes) chercher();
    bascule.checked = false;
    const total = document.getElementById("total");
    document.getElementById("resultats").scrollIntoView();
    total.focus({ preventScroll: true });
  });

  facettes.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !bascule.checked || getComputedStyle(bascule).display === "none") return;
    bascule.checked = false;
    bascule.focus();
  });
})();
