// Lists of answers and dimensions in the form of a parcours A.D.O.C., from the form as it stands.
(() => {
  const PANNEAUX = { questions: "questions_adoc", dimensions: "dimensions" };
  const champ = (nom) => document.querySelector(`[name="${nom}"]`);
  const valeur = (nom) => champ(nom)?.value?.trim() ?? "";

  // Rows of an inline panel that are not deleted, as prefixes of their fields, in the order in which they are shown.
  const rangees = (panneau) => {
    const total = Number(valeur(`${panneau}-TOTAL_FORMS`));
    const prefixes = Array.from({ length: total }, (_, rang) => `${panneau}-${rang}-`);
    return prefixes
      .filter((prefixe) => champ(`${prefixe}id`) && !valeur(`${prefixe}DELETE`))
      .sort((a, b) => Number(valeur(`${a}ORDER`)) - Number(valeur(`${b}ORDER`)));
  };

  const donnerLesCodes = () => {
    const pris = new Set();
    for (const input of document.querySelectorAll("input[data-adoc-code]")) {
      if (input.name.includes("__prefix__")) continue;
      if (!input.value || pris.has(input.value)) {
        input.value = Array.from(crypto.getRandomValues(new Uint8Array(3)), (octet) => octet.toString(16).padStart(2, "0")).join("");
      }
      pris.add(input.value);
    }
  };

  const reponses = () =>
    rangees(PANNEAUX.questions).map((prefixe, rang) => {
      const code = valeur(`${prefixe}code`);
      const echelle = valeur(`${prefixe}forme`) === "echelle";
      const choix = echelle
        ? ["1", "2", "3", "4", "5"].map((un) => [un, un])
        : rangees(`${prefixe}choix`).map((un) => [valeur(`${un}code`), valeur(`${un}texte`)]);
      return {
        titre: `${rang + 1}. ${valeur(`${prefixe}texte`) || "Question sans texte"}`,
        options: choix.map(([un, texte]) => [`${code}.${un}`, texte || "Réponse sans texte"]),
      };
    });

  const dimensions = () => [
    { titre: "Dimensions", options: rangees(PANNEAUX.dimensions).map((un) => [valeur(`${un}code`), valeur(`${un}nom`) || "Sans nom"]) },
  ];

  const remplir = (liste, groupes) => {
    const choisi = liste.value;
    liste.replaceChildren(new Option("—", ""));
    let connu = choisi === "";
    for (const { titre, options } of groupes) {
      if (!options.length) continue;
      const groupe = document.createElement("optgroup");
      groupe.label = titre;
      for (const [code, texte] of options) {
        groupe.append(new Option(texte, code, false, code === choisi));
        connu ||= code === choisi;
      }
      liste.append(groupe);
    }
    if (!connu) liste.append(new Option("Cette réponse n’existe plus", choisi, false, true));
  };

  const listes = () => [...document.querySelectorAll("select[data-adoc-choix]")];
  const rafraichir = (quelles) => {
    if (!quelles.length) return;
    donnerLesCodes();
    const groupes = { reponses: reponses(), dimensions: dimensions() };
    for (const liste of quelles) remplir(liste, groupes[liste.dataset.adocChoix]);
  };

  document.addEventListener("focusin", (event) => {
    const liste = event.target.closest?.("select[data-adoc-choix]");
    if (liste) rafraichir([liste]);
  });
  document.addEventListener("submit", donnerLesCodes, true);
  const debut = () => rafraichir(listes());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", debut);
  else debut();
})();
