// What only the page itself can tell of how it looks. Each function gives sentences, none when all is well.
(() => {
  const rendered = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const shown = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const all = (selector) => [...document.querySelectorAll(selector)].filter(rendered);
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const forListenersOnly = (element) => {
    for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== "none") return true;
    return false;
  };

  // Focus
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]";
  const CHANGES = ["boxShadow", "backgroundColor", "borderTopColor", "borderBottomColor", "textDecorationLine", "textDecorationThickness"];
  const look = (element) => CHANGES.map((name) => getComputedStyle(element)[name]).join();
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const opaque = (colour) => (channels(colour)[3] ?? 1) > 0;
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (opaque(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const ringed = (element) => {
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 || !opaque(style.outlineColor)) return false;
    const beside = parseFloat(style.outlineOffset) < 0 ? element : element.parentElement;
    return contrast(style.outlineColor, ground(beside)) >= 3;
  };
  const invisibleFocus = () =>
    all(FOCUSABLE).filter((element) => {
      const before = look(element);
      element.focus({ preventScroll: true });
      const seen = document.activeElement !== element || ringed(element) || look(element) !== before;
      element.blur();
      return !seen;
    }).map((element) => `focus cannot be seen on ${shown(element)}`);

  const skipLink = () => {
    const first = document.activeElement;
    const target = first.matches("a[href^='#']") && document.getElementById(first.hash.slice(1));
    if (!target || !target.closest("main")) return [`the first stop is no skip link but ${shown(first)}`];
    const { top, bottom } = first.getBoundingClientRect();
    first.blur();
    return top >= 0 && bottom <= innerHeight ? [] : ["the skip link stays out of sight when focused"];
  };

  // Links
  const named = (elements) => {
    axe.setup(document.documentElement);
    try {
      return elements.map((element) => [axe.commons.text.accessibleText(element).trim(), element]);
    } finally {
      axe.teardown();
    }
  };
  const linksOfOneName = () => {
    const targets = new Map();
    for (const [name, link] of named(all("a[href]"))) {
      const key = name.toLowerCase();
      const target = link.protocol === "mailto:" ? link.pathname : link.href;
      targets.set(key, (targets.get(key) ?? new Set()).add(target));
    }
    return [...targets].filter(([name, found]) => name && found.size > 1)
      .map(([name, found]) => `links called «${name}» lead to different places: ${[...found].join(" ")}`);
  };
  const unsaidPdf = () =>
    named(all("a[href]")).filter(([name, link]) => /\.pdf$/i.test(link.pathname) && !/pdf/i.test(name))
      .map(([, link]) => `a link to a PDF does not say so: ${shown(link)}`);

  // Room
  const scrolls = (element) => {
    for (let at = element; at; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const sideways = () => {
    const width = document.documentElement.clientWidth;
    const out = all("body *").filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element) && !forListenersOnly(element));
    const found = out.map((element) => `sticks out at the side: ${shown(element)}`).slice(0, 3);
    return document.documentElement.scrollWidth > width && !found.length ? ["the page scrolls sideways"] : found;
  };
  const excess = (element) => Math.max(element.scrollHeight - element.clientHeight, element.scrollWidth - element.clientWidth);
  const SPACED = new CSSStyleSheet();
  SPACED.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
  const cutBySpacing = () => {
    const boxes = all("body *").filter((element) => element.clientHeight && !forListenersOnly(element)
      && !element.matches("input, select, textarea") && !/auto|scroll/.test(getComputedStyle(element).overflowX)
      && (ownText(element) || /hidden|clip/.test(getComputedStyle(element).overflow)));
    const before = new Map(boxes.map((box) => [box, excess(box)]));
    document.adoptedStyleSheets.push(SPACED);
    const cut = boxes.filter((box) => excess(box) > Math.max(before.get(box), 0) + 3).map((box) => `wider spacing cuts the text of ${shown(box)}`);
    cut.push(...sideways().map((sentence) => `with wider spacing ${sentence}`));
    document.adoptedStyleSheets.pop();
    return cut;
  };

  // Results
  const words = (text) => text.replace(/\s+/g, " ").trim();
  const unsaidStatus = () => {
    const wrong = all("[role=status]:not(p)").map((element) => `role=status stands on no paragraph: ${shown(element)}`);
    if (!/\/sok$/.test(location.pathname)) return wrong;
    const status = all("main p[role=status]");
    if (status.length !== 1) return [...wrong, `results have ${status.length} paragraphs with role=status`];
    const said = words(status[0].textContent);
    const total = words(document.querySelector(".result-title b")?.textContent ?? "").match(/^\d[\d ]*\d|^\d/)?.[0];
    const due = [total, ...all(".chips li:not(.all) a").map((chip) => words(chip.textContent).split(": ").at(-1).replace(/^fjern filteret |^remove the filter /, ""))];
    return [...wrong, ...(said ? [] : ["the status is empty"]), ...due.filter((part) => part && !said.includes(part)).map((part) => `the status does not say «${part}»: ${said}`)];
  };

  // Markup
  const DATA = "script[type='application/ld+json']";
  const inline = () => {
    const handlers = [...document.querySelectorAll("*")].filter((element) => [...element.attributes].some(({ name }) => name.startsWith("on")));
    const scripts = document.querySelectorAll(`script:not([src]):not(${DATA}), a[href^='javascript:' i]`);
    const styles = document.querySelectorAll("style, [style]");
    return [...[...scripts, ...handlers].map((element) => `inline script: ${shown(element)}`), ...[...styles].map((element) => `inline style: ${shown(element)}`)];
  };
  const uncaptioned = () => all("video").filter((video) => !video.querySelector("track[kind=captions]")).map((video) => `a video without captions: ${shown(video)}`);
  const CONTROL = "a, button, label, summary, input, select, textarea, [role]";
  const clickable = () => all("body *").filter((element) => getComputedStyle(element).cursor === "pointer" && !element.closest(CONTROL))
    .map((element) => `looks clickable and is no control: ${shown(element)}`);

  const ungrouped = () => all("input[type=checkbox], input[type=radio]")
    .filter((box) => !box.closest("fieldset, [role=group], [role=radiogroup]") && document.getElementsByName(box.name).length > 1)
    .map((box) => `one choice of several, in no group: ${shown(box)}`);
  const headless = () => all("table").filter((table) => !table.querySelector("th")).map((table) => `a table without headers: ${shown(table)}`);

  // Every run of text in one block and one language: [language, text].
  const BLOCK = "p, li, dt, dd, td, th, caption, figcaption, blockquote, legend, label, summary, h1, h2, h3, h4, h5, h6, div, section, article";
  const passages = () => {
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (parent.closest("script, style, code, datalist")) continue;
      const speaker = parent.closest("[lang]");
      const block = parent.closest(BLOCK) ?? document.body;
      const place = found.get(block) ?? found.set(block, new Map()).get(block);
      place.set(speaker?.lang ?? "", `${place.get(speaker?.lang ?? "") ?? ""} ${walker.currentNode.data}`);
    }
    return [...found.values()].flatMap((place) => [...place]).map(([language, text]) => [language, words(text)]).filter(([, text]) => text);
  };

  const kept = async () => {
    const names = [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await indexedDB.databases()).map(({ name }) => name)];
    return names.map((name) => `stored on the device: ${name}`);
  };

  return { skipLink, invisibleFocus, linksOfOneName, unsaidPdf, sideways, cutBySpacing, unsaidStatus, inline, uncaptioned, clickable, ungrouped, headless, passages, kept };
})()
