// What Wagtail’s forms start by scripts within the page, which the admin’s policy does not run: said in attributes, and
// started here. Each once, whatever moves in the page: `initialize` of Stimulus, not `connect`.
(() => {
  const { app } = window.wagtail;
  const { Controller } = window.StimulusModule;
  const CHOOSERS = { date: "initDateChooser", datetime: "initDateTimeChooser", time: "initTimeChooser" };

  app.register("odd-panneau", class extends Controller {
    static values = { sorte: String, options: Object };

    initialize() {
      const Panel = this.sorteValue === "choix" ? window.MultipleChooserPanel : window.InlinePanel;
      new Panel(this.optionsValue);
    }
  });

  app.register("odd-choix", class extends Controller {
    static values = { sorte: String, champ: String, options: Object };

    initialize() {
      const made = window[this.sorteValue];
      if (this.sorteValue.startsWith("create")) made(this.champValue);
      else new made(this.champValue, this.optionsValue);
    }
  });

  app.register("odd-moment", class extends Controller {
    static values = { sorte: String, champ: String, options: Object };

    initialize() {
      window[CHOOSERS[this.sorteValue]](this.champValue, this.optionsValue);
    }
  });
})();
