// « Qualité de la page », in « Vérifications »: asked again after each save, and leads to the place of each remark.
(() => {
  const { app } = window.wagtail;
  const { Controller } = window.StimulusModule;
  const NARROW = 800;

  // The element that a fragment names: the id of a panel, or the path of a field and the ids of blocks.
  const placeOf = (fragment) => {
    const path = new URLSearchParams(fragment.split(":w:")[1] ?? "").get("contentpath");
    if (!path) return document.getElementById(fragment.slice(1));
    const names = path.split(".");
    // A block that was rearranged since may be gone: the nearest that is still there.
    for (let end = names.length; end > 0; end -= 1) {
      const way = names.slice(0, end).map((name) => `[data-contentpath="${CSS.escape(name)}"]`).join(" ");
      const found = document.querySelector(way);
      if (found) return found;
    }
    return null;
  };

  const open = (place) => {
    const tab = place.closest("[role=tabpanel]");
    if (tab) document.querySelector(`[role=tab][aria-controls="${tab.id}"]`)?.click();
    for (let panel = place.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
      const toggle = panel.querySelector("[data-panel-toggle]");
      if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
    }
  };

  app.register("odd-qualite", class extends Controller {
    static targets = ["place"];
    static values = { adresse: String };

    connect() {
      this.ask = this.ask.bind(this);
      document.addEventListener("w-autosave:success", this.ask);
    }

    disconnect() {
      document.removeEventListener("w-autosave:success", this.ask);
    }

    async ask(event) {
      // A new page has its number since this save.
      const made = event.detail?.data?.pk;
      if (made) this.adresseValue = this.adresseValue.replace(/\/0\/$/, `/${made}/`);
      try {
        const answer = await fetch(this.adresseValue, { credentials: "same-origin" });
        if (answer.ok) this.placeTarget.innerHTML = await answer.text();
      } catch {
        // What is shown stays until the next save.
      }
    }

    go(event) {
      const fragment = decodeURI(event.currentTarget.getAttribute("href"));
      const place = placeOf(fragment);
      if (!place) return;
      event.preventDefault();
      if (window.innerWidth < NARROW) document.querySelector("[data-form-side-close-button]")?.click();
      window.history.replaceState(null, "", fragment);
      open(place);
      setTimeout(() => {
        place.scrollIntoView({ block: "center" });
        place.querySelector("input:not([type=hidden]), textarea, select, [contenteditable=true], button")?.focus({ preventScroll: true });
      }, 100);
    }
  });
})();
