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

  const imprimer = document.querySelector("[data-imprimer]");
  if (imprimer) {
    imprimer.hidden = false;
    imprimer.addEventListener("click", () => print());
  }
})();
