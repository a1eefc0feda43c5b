// What is pasted from Word, LibreOffice or a page keeps its headings, lists, links and notes; what a text cannot hold –
// a table, an image – is said, with what to do instead.
//
// Word writes lists as paragraphs with a sign in front, footnotes as links within a file, headings of six levels. The
// editor (Draftail) knows two levels, lists and links: it is given just these, by a second paste in place of the first.
(() => {
  const OURS = "data-draftjs-conductor-fragment";
  const LIST = /mso-list:\s*l\d+\s+level(\d+)/i;
  const MARK = /^\s*(?:\(?(?:\d+|[a-z]|[ivxlc]+)[.)])/i;
  const KEPT = /^(?:https?:|mailto:|tel:)/i;
  const again = new WeakSet();

  const many = (count, one, several) => (count ? [`${count} ${count > 1 ? several : one}`] : []);
  const unwrap = (node) => node.replaceWith(...node.childNodes);
  const renamed = (node, name) => {
    const made = node.ownerDocument.createElement(name);
    made.append(...node.childNodes);
    node.replaceWith(made);
    return made;
  };
  // Styles are read under another name: as such, the admin’s policy would refuse each of them.
  const STYLE = "data-odd-style";
  const style = (node) => node.getAttribute(STYLE) || "";

  const dropComments = (body) => {
    const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    for (const one of found) one.remove();
    for (const one of body.querySelectorAll("style, script, meta, link, title, br[clear]")) one.remove();
  };

  const commentsOfWord = (body) => {
    const anchors = body.querySelectorAll("a.MsoCommentAnchor, a[href^='#_msocom'], .MsoCommentReference");
    const count = body.querySelectorAll("a[href^='#_msocom']").length;
    for (const one of body.querySelectorAll("[data-odd-style*='mso-element:comment-list']")) one.remove();
    for (const one of anchors) one.remove();
    return count;
  };

  // Footnotes and endnotes: the call and the note keep their number, as text.
  const notes = (body) => {
    const isNote = (link) => /#_(?:ftn|edn)(?:ref)?\d+$/.test(link.getAttribute("href") || "");
    const links = [...body.querySelectorAll("a[href]")].filter(isNote);
    const calls = links.filter((link) => /#_(?:ftn|edn)\d+$/.test(link.getAttribute("href")));
    for (const link of links) {
      const said = link.textContent.trim().replace(/^\[|\]$/g, "");
      link.replaceWith(link.ownerDocument.createTextNode(`[${said}]`));
    }
    for (const one of body.querySelectorAll("hr")) one.remove();
    return calls.length;
  };

  const headings = (body) => {
    for (const one of body.querySelectorAll("p.MsoTitle")) renamed(one, "h1");
    const found = [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((one) => one.textContent.trim());
    const levels = [...new Set(found.map((one) => Number(one.tagName[1])))].sort();
    for (const one of found) renamed(one, Number(one.tagName[1]) === levels[0] ? "h3" : "h4");
    return Math.max(levels.length - 2, 0);
  };

  // <p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">o   </span>text</p>, one after the other.
  const lists = (body) => {
    const items = [...body.querySelectorAll("p, h3, h4, li")].filter((one) => LIST.test(style(one)) && one.tagName === "P");
    const within = new Set(items);
    for (const first of items) {
      if (!first.isConnected || !within.has(first)) continue;
      const stack = [];
      let item = first;
      let top = null;
      while (item && within.has(item)) {
        const level = Number(LIST.exec(style(item))[1]);
        const sign = item.querySelector("[data-odd-style*='mso-list:Ignore'], [data-odd-style*='mso-list: Ignore']");
        const kind = sign && MARK.test(sign.textContent) && !/^\s*o\s/.test(sign.textContent) ? "ol" : "ul";
        if (sign) sign.remove();
        while (stack.length > level) stack.pop();
        while (stack.length < level) {
          const list = item.ownerDocument.createElement(kind);
          const above = stack[stack.length - 1];
          if (above) (above.lastElementChild || above).append(list);
          else top = top || list;
          stack.push(list);
        }
        const made = item.ownerDocument.createElement("li");
        const next = item.nextElementSibling;
        if (item === first) item.before(top);
        made.append(...item.childNodes);
        stack[stack.length - 1].append(made);
        item.remove();
        item = next;
      }
    }
  };

  const tables = (body) => {
    const found = [...body.querySelectorAll("table")];
    for (const table of found) {
      for (const row of table.rows) {
        const line = table.ownerDocument.createElement("p");
        line.textContent = [...row.cells].map((cell) => cell.textContent.trim().replace(/\s+/g, " ")).join(" | ");
        table.before(line);
      }
      table.remove();
    }
    return found.length;
  };

  const images = (body) => {
    const found = body.querySelectorAll("img, svg, object, iframe, video");
    for (const one of found) one.remove();
    return found.length;
  };

  // Links into a file on somebody’s machine lead nowhere.
  const links = (body) => {
    let lost = 0;
    for (const link of body.querySelectorAll("a")) {
      const where = link.getAttribute("href");
      if (where && KEPT.test(where.trim())) continue;
      if (where && !where.startsWith("#")) lost += 1;
      unwrap(link);
    }
    return lost;
  };

  const empty = (body) => {
    for (const one of [...body.querySelectorAll("o\\:p, p, div")]) {
      if (!one.textContent.trim() && !one.querySelector("li")) one.remove();
    }
  };

  const cleaned = (html) => {
    const { body } = new DOMParser().parseFromString(html.replace(/\sstyle\s*=/gi, ` ${STYLE}=`), "text/html");
    dropComments(body);
    const comments = commentsOfWord(body);
    const noted = notes(body);
    lists(body);
    const tabled = tables(body);
    const deep = headings(body);
    const seen = images(body);
    const lost = links(body);
    empty(body);
    for (const node of body.querySelectorAll("*")) {
      for (const { name } of [...node.attributes]) if (name !== "href") node.removeAttribute(name);
    }
    const said = [
      ...many(tabled, "tableau, collé ligne par ligne : un bloc « Tableau » le refera", "tableaux, collés ligne par ligne : des blocs « Tableau » les referont"),
      ...many(seen, "image, à ajouter par un bloc « Image »", "images, à ajouter par des blocs « Image »"),
      ...many(noted, "note, gardée en texte avec son numéro entre crochets", "notes, gardées en texte avec leur numéro entre crochets"),
      ...many(lost, "lien vers un fichier de votre ordinateur, laissé de côté", "liens vers des fichiers de votre ordinateur, laissés de côté"),
      ...many(comments, "commentaire de Word, laissé de côté", "commentaires de Word, laissés de côté"),
      ...(deep ? ["plus de deux niveaux de titres, ramenés à deux"] : []),
    ];
    return { html: body.innerHTML, said };
  };

  const tell = (editor, said) => {
    const place = editor.closest(".Draftail-Editor") || editor;
    let note = place.parentElement.querySelector(":scope > .odd17-colle");
    if (!note) {
      note = document.createElement("p");
      note.className = "odd17-colle help";
      note.setAttribute("role", "status");
      place.after(note);
    }
    note.textContent = said.length ? `Ce que le collage a changé : ${said.join(" ; ")}.` : "";
    note.hidden = !said.length;
  };

  document.addEventListener(
    "paste",
    (event) => {
      const editor = event.target instanceof Element ? event.target.closest(".Draftail-Editor [contenteditable=true]") : null;
      if (!editor || again.has(event) || !event.clipboardData) return;
      const html = event.clipboardData.getData("text/html");
      if (!html || html.includes(OURS)) return;
      const found = cleaned(html);
      event.preventDefault();
      event.stopImmediatePropagation();
      const carried = new DataTransfer();
      carried.setData("text/html", found.html);
      carried.setData("text/plain", event.clipboardData.getData("text/plain"));
      const second = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
      again.add(second);
      editor.dispatchEvent(second);
      tell(editor, found.said);
    },
    true,
  );
})();
