// What helps while somebody types: an address gets the « https:// » it lacks, and saving by itself goes on after a form
// that was refused.
(() => {
  const { app } = window.wagtail;
  // As `with_scheme` of ground/addresses/validation.py, which decides.
  const SITE = /^(?:\/\/)?(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?::\d{1,5})?(?=[/?#]|$)/u;

  const say = (input, text) => {
    const id = `${input.id || input.name}-complete`;
    let note = document.getElementById(id);
    if (!note) {
      note = document.createElement("p");
      note.id = id;
      note.className = "help";
      note.setAttribute("role", "status");
      input.after(note);
    }
    note.textContent = text;
  };

  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !("adresse" in target.dataset)) return;
    const typed = target.value.trim();
    if (!SITE.test(typed)) return;
    target.value = `https://${typed.replace(/^\/\//, "")}`;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    say(target, `« https:// » a été ajouté à « ${typed} » : l’adresse sera vérifiée comme tous les liens.`);
  });

  // A form that was refused comes back as one that has edits: Wagtail then saves it once, and watches it no more,
  // whether that went well or not. It is watched from here, as any other form is.
  const watch = (form) => {
    const unsaved = app.getControllerForElementAndIdentifier(form, "w-unsaved");
    if (!unsaved || !unsaved.forceValue || unsaved.checkInterval) return;
    unsaved.setInitialFormData();
    unsaved.checkInterval = setInterval(unsaved.check, unsaved.checkIntervalValue);
  };
  window.addEventListener("load", () => {
    const form = document.querySelector("form[data-edit-form]");
    if (form) watch(form);
  });
})();

// A form that somebody opens to write a new page: the cursor is in its title, and a list that publication asks for has
// its first row open.
(() => {
  const TITLE = "id_title";
  window.addEventListener("load", () => {
    const form = document.querySelector("form[data-edit-form]");
    if (!form || !/\/pages\/add\//.test(form.getAttribute("action") || "")) return;
    for (const total of form.querySelectorAll("[data-premiere-ligne] input[name$='-TOTAL_FORMS']")) {
      const add = document.getElementById(`id_${total.name.replace(/-TOTAL_FORMS$/, "")}-ADD`);
      if (total.value === "0" && add) add.click();
    }
    const title = document.getElementById(TITLE);
    if (title && !title.value) title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  });
})();
