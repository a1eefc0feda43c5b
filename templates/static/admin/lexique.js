// Asks, as an editor types in the lexique, whether the entry may stand, and shows the sentences of the answer.
// Without it the same rules answer when the entry is saved.
(function () {
  "use strict";
  const WAIT = 400;

  function start(form, field) {
    const region = document.createElement("div");
    region.setAttribute("role", "status");
    region.className = "odd17-verification";
    const anchor = form.querySelector("textarea[data-odd17-verifier], input[type=text][data-odd17-verifier]");
    (anchor.closest(".w-field__wrapper") || anchor.parentNode).after(region);
    let timer = 0;
    let asked = 0;

    function show(answer) {
      const sentences = [...Object.values(answer.erreurs).flat(), ...answer.apercu];
      region.replaceChildren(
        ...sentences.map((sentence) => {
          const line = document.createElement("p");
          line.className = Object.keys(answer.erreurs).length ? "help-block help-critical" : "help";
          line.textContent = sentence;
          return line;
        })
      );
    }

    async function ask() {
      const mine = (asked += 1);
      const body = new FormData(form);
      body.set("pk", field.dataset.odd17Pk);
      try {
        const answer = await fetch(field.dataset.odd17Verifier, { method: "POST", body, credentials: "same-origin" });
        if (answer.ok && mine === asked) show(await answer.json());
      } catch {
        // The server is away: saving will tell.
      }
    }

    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector("[data-odd17-verifier]");
    if (field && field.form) start(field.form, field);
  });
})();
