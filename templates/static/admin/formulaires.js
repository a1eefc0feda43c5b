// What Wagtail’s forms start by scripts within the page, which the admin’s policy does not run: said in attributes, and
// started here, each once, whatever moves in the page.
(() => {
  const { app } = window.wagtail;
  const { Controller } = window.StimulusModule;
  const CHOOSERS = { date: "initDateChooser", datetime: "initDateTimeChooser", time: "initTimeChooser" };

  const STARTS = {
    "odd-panneau": ({ sorte, options }) => {
      const Panel = sorte === "choix" ? window.MultipleChooserPanel : window.InlinePanel;
      new Panel(options);
    },
    "odd-choix": ({ sorte, champ, options }) => {
      const made = window[sorte];
      if (sorte.startsWith("create")) made(champ);
      else new made(champ, options);
    },
    "odd-moment": ({ sorte, champ, options }) => window[CHOOSERS[sorte]](champ, options),
  };
  const started = new WeakSet();

  const start = (kind, element) => {
    if (started.has(element)) return;
    started.add(element);
    const said = (name) => element.getAttribute(`data-${kind}-${name}-value`);
    // Written without a quotation mark (`escapejs`): up to the next one, Wagtail numbers only the first `__prefix__` of
    // a row that it adds, and rows within rows have two.
    const options = JSON.parse(JSON.parse(`"${said("options") ?? "{}"}"`));
    STARTS[kind]({ sorte: said("sorte"), champ: said("champ"), options });
  };

  for (const kind of Object.keys(STARTS)) {
    app.register(kind, class extends Controller {
      initialize() {
        start(kind, this.element);
      }
    });
  }

  // Wagtail fills in a row as soon as it has added it, before Stimulus has seen it.
  document.addEventListener("w-formset:added", ({ target }) => {
    for (const kind of Object.keys(STARTS)) {
      for (const element of target.querySelectorAll(`[data-controller~="${kind}"]`)) start(kind, element);
    }
  });
})();

// The place that an address names stays in view while the form around it still grows, until somebody moves there.
(() => {
  const name = window.location.hash.slice(1);
  if (!name) return;
  const show = () => document.getElementById(name)?.scrollIntoView({ behavior: "instant" });
  const growing = new ResizeObserver(show);
  const rest = () => growing.disconnect();
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    window.addEventListener(act, rest, { once: true, passive: true });
  }
  // The page itself keeps the height of the window: what grows is within.
  document.addEventListener("DOMContentLoaded", () => {
    for (const part of document.querySelectorAll("main, main form")) growing.observe(part);
  });
  window.addEventListener("load", () => {
    show();
    setTimeout(rest, 5000);
  });
})();
