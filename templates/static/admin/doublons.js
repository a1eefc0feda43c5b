// While one types, asks which pages may be the same thing, and shows the answer below the title.
(() => {
  const { app } = window.wagtail;
  const { Controller } = window.StimulusModule;
  const PAUSE = 500;
  const LINKS = /^(liens-\d+-url|url)$/;

  app.register("odd-doubles", class extends Controller {
    static targets = ["place"];
    static values = { adresse: String, page: String };

    connect() {
      this.form = this.element.closest("form");
      this.asked = this.question();
      this.later = this.later.bind(this);
      this.form.addEventListener("input", this.later);
      this.form.addEventListener("change", this.later);
    }

    disconnect() {
      this.form.removeEventListener("input", this.later);
      this.form.removeEventListener("change", this.later);
      clearTimeout(this.timer);
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    // What is described, as the address of the question; links that are struck out are left out.
    question() {
      const said = new URLSearchParams();
      const value = (name) => this.form.elements[name]?.value?.trim() ?? "";
      said.set("titre", value("title"));
      said.set("texte", value("chapo"));
      for (const field of this.form.elements) {
        const struck = this.form.elements[field.name?.replace(/-url$/, "-DELETE")];
        if (LINKS.test(field.name) && field.value.trim() && !(struck && struck !== field && struck.value)) {
          said.append("adresse", field.value.trim());
        }
      }
      if (this.pageValue) said.set("page", this.pageValue);
      return said.toString();
    }

    async ask() {
      const question = this.question();
      if (question === this.asked) return;
      this.asked = question;
      try {
        const answer = await fetch(`${this.adresseValue}?${question}`, { credentials: "same-origin" });
        const text = answer.ok ? await answer.text() : null;
        // What was typed since is asked by itself.
        if (text !== null && question === this.asked) this.placeTarget.innerHTML = text;
      } catch {
        this.asked = null;
      }
    }
  });
})();
