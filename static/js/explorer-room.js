// The explorer: what readers do changes the view, the view stands in the address, and the picture follows the view.

import { Acts, many } from "./explorer-acts.js";
import { Card } from "./explorer-card.js";
import { load } from "./explorer-data.js";
import { apply } from "./explorer-filters.js";
import { Find } from "./explorer-find.js";
import { listen } from "./explorer-keys.js";
import { List } from "./explorer-list.js";
import { drag } from "./explorer-drag.js";
import { Picture } from "./explorer-picture.js";
import { Relaxing } from "./explorer-relax.js";
import { link, png } from "./explorer-save.js";
import { address, changed, Past, query, read } from "./explorer-state.js";
import { Years } from "./explorer-years.js";

const SECOND_CLICK = 280; // milliseconds
const AGAIN = [500, 1500, 4000, 8000, 15000];

export class Explorer extends Acts {
  constructor(section) {
    super();
    this.section = section;
    this.find = (selector) => section.querySelector(selector);
    this.view = { ...read(location.href), focus: section.dataset.focus };
    this.cursor = this.view.node ?? this.view.focus;
    this.past = new Past();
    this.state("building");
    this.picture = new Picture(this.find(".explorer-view"));
    this.parts();
    this.controls();
    this.pointer();
    this.load();
  }

  parts() {
    const { map, card, relax, engine } = this.section.dataset;
    this.mapAddress = map;
    this.card = new Card(this.find(".explorer-side"), card);
    this.list = new List(this.find(".explorer-list"));
    this.years = new Years(this.find(".explorer-years"), (years, moving) => this.set(years, { moving }));
    this.relaxing = new Relaxing(relax, engine, { moved: (places) => this.picture.put(places), ended: () => this.relaxed() });
    this.search = new Find(this.find("#explorer-find"), this.find("#explorer-found"), {
      nodes: () => this.picture.visible().map((key) => this.about(key)),
      chosen: (key) => this.go(key),
      say: (words) => this.say(words),
    });
  }

  controls() {
    this.form = this.find("form");
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", ({ target }) => {
      if (target.name === "depth") this.set({ depth: Number(target.value) });
      if (target.name === "weight") this.set({ weight: Math.max(1, Math.min(9999, Math.trunc(target.valueAsNumber) || 1)) });
      if (target.type === "checkbox") this.hide(target);
      if (target.matches("[data-colour]")) this.set({ colour: target.value });
    });
    this.menu();
    const acts = {
      undo: () => this.undo(), in: () => this.picture.zoom(1 / 1.5), out: () => this.picture.zoom(1.5), all: () => this.picture.look(),
      relax: () => this.relax(), full: () => this.full(), png: () => png(this.picture, this.section.dataset.name), again: () => this.load(),
      expand: () => this.expand(this.view.node), pin: () => this.pin(this.view.node), close: () => this.close(),
    };
    this.section.addEventListener("click", ({ target }) => acts[target.closest("[data-do]")?.dataset.do]?.());
    this.section.addEventListener("keydown", (event) => {
      const typed = event.target.matches("input:not([type=checkbox], [type=radio], [type=range])");
      if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.shiftKey && !typed) this.undo(event.preventDefault());
    });
    this.find("[data-do=full]").hidden = !document.fullscreenEnabled;
    document.addEventListener("fullscreenchange", () => this.button("full", Boolean(document.fullscreenElement)));
    addEventListener("popstate", () => this.back());
  }

  // Stays while several files are taken; closes by Escape, and when the reader goes elsewhere.
  menu() {
    const menu = this.find(".explorer-menu");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", ({ target }) => menu.contains(target) || (menu.open = false));
  }

  pointer() {
    const { sigma } = this.picture;
    // The card waits for a second click: it may come to lie over the node.
    sigma.on("clickNode", ({ node }) => {
      clearTimeout(this.click);
      this.click = setTimeout(() => this.select(node), SECOND_CLICK);
    });
    sigma.on("clickStage", () => this.close());
    sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      clearTimeout(this.click);
      this.cursor = event.node;
      this.expand(event.node);
    });
    drag(this.picture, (key, at) => this.set({ pins: new Map([...this.view.pins, [key, at]]) }));
    sigma.on("afterRender", () => this.where());
    listen(this.find(".explorer-view"), {
      move: (way) => this.move(way), close: () => this.close(), zoom: (factor) => this.picture.zoom(factor), all: () => this.picture.look(),
      open: () => (this.view.node === this.cursor ? this.expand(this.cursor) : this.select(this.cursor)), pin: () => this.pin(this.cursor),
    });
  }

  /** Changes the view: a step that can be undone and gone back to; of a movement only its beginning. */
  set(change, { moving = false, isStep = true } = {}) {
    const before = this.view;
    this.view = changed(before, change);
    const goesOn = moving && this.moving;
    this.moving = moving;
    if (isStep && !goesOn) this.past.keep(before);
    history[isStep && !goesOn ? "pushState" : "replaceState"]({ explorer: true }, "", address(this.view));
    this.follow(before);
  }

  undo() {
    const before = this.view;
    const was = this.past.take();
    if (!was) return this.say("There is nothing to undo.");
    this.view = { ...was, node: before.node };
    this.moving = false;
    history.pushState({ explorer: true }, "", address(this.view));
    this.follow(before);
    this.say("Undone.");
  }

  back() {
    const before = this.view;
    const there = read(location.href);
    if (!this.section.isConnected) return;
    if (there.focus !== before.focus) return location.reload();
    this.past.leave(there);
    this.view = there;
    this.follow(before);
  }

  follow(before) {
    const other = before.depth !== this.view.depth;
    if (other || before.with.join() !== this.view.with.join()) this.load({ anew: other, before });
    else this.show();
  }

  async load({ anew = false, before = null, tries = 0 } = {}) {
    this.state(this.map ? "loading" : "building");
    let map;
    try {
      map = await load(this.mapAddress, this.view);
    } catch (problem) {
      return this.failed(problem);
    }
    if (!map || !this.section.isConnected) return;
    this.relaxing.stop();
    const first = !this.map;
    this.map = map;
    this.number = new Map(map.nodes.key.map((key, n) => [key, n]));
    const known = new Set(this.picture.graph.nodes());
    this.picture.marks.expanded = new Set(this.view.with);
    this.picture.show(map, { anew });
    this.years.spans(map);
    this.state("ready");
    this.show();
    if (first || anew) this.picture.fit();
    if (first && this.view.node && this.number.has(this.view.node)) this.picture.look(this.view.node);
    if (map.again !== null && tries < AGAIN.length) setTimeout(() => this.load({ tries: tries + 1 }), AGAIN[tries]);
    this.news(first, before, map.nodes.key.filter((key) => !known.has(key)).length);
  }

  news(first, before, came) {
    if (first) return this.say(`The graph is here: ${this.find(".explorer-count").textContent}`);
    const added = before && this.view.with.find((key) => !before.with.includes(key));
    if (added) this.say(came ? `${many(came, "node")} came beside ${this.about(added)?.name}.` : "Everything near it stands here already.");
  }

  failed(problem) {
    this.state("failed");
    this.find(".explorer-why").textContent = problem.message;
    this.find(".graph-big").textContent = "No map this time";
    this.find("[data-do=again]").hidden = false;
    this.say(problem.message);
  }

  show() {
    const { view, map } = this;
    if (!map) return;
    const left = apply(map, view);
    this.picture.filter(left);
    if (!this.shown(this.cursor)) this.cursor = view.focus;
    this.picture.isByGroup = view.colour === "group";
    this.marks();
    this.fields();
    const seen = this.picture.visible();
    const lines = left.edges.reduce((sum, held) => sum + held, 0) + left.past.length;
    this.find(".explorer-count").textContent = `${seen.length.toLocaleString("en")} of ${many(map.nodes.key.length, "node")}, ${many(lines, "line")}.`;
    Object.assign(this.section.dataset, { nodes: seen.length, lines, total: map.nodes.key.length, expanded: view.with.length, past: this.past.length });
    this.list.show(seen.map((key) => this.about(key)));
    link(this.section.querySelectorAll("[data-export]"), query(view));
    this.find("[data-do=undo]").disabled = !this.past.length;
  }

  marks() {
    const { view } = this;
    const node = this.shown(view.node) ? view.node : null;
    this.picture.mark({ selected: node, cursor: this.isKeyed ? this.cursor : null, pins: view.pins, expanded: new Set(view.with) });
    this.section.dataset.selected = node ?? "";
    this.section.dataset.cursor = this.cursor;
    this.section.dataset.pins = view.pins.size;
    this.card.show(node, view.focus);
    if (!node) return;
    this.button("expand", view.with.includes(node), view.with.includes(node) ? "Fold" : "Expand");
    this.button("pin", view.pins.has(node), view.pins.has(node) ? "Unpin" : "Pin");
  }

  fields() {
    const { view, form } = this;
    form.elements.depth.value = String(view.depth);
    form.elements.weight.value = String(view.weight);
    this.find("[data-colour]").value = view.colour;
    for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = view.kinds.has(box.value);
    this.years.show(view);
  }

  where() {
    const key = this.view.node ?? this.cursor;
    if (!this.picture.graph.hasNode(key)) return;
    const { x, y } = this.picture.on(key);
    this.section.dataset.at = `${Math.round(x)},${Math.round(y)}`;
  }

  state(name) {
    this.section.dataset.state = name;
    this.find(".explorer-room").setAttribute("aria-busy", String(name === "building" || name === "loading"));
  }

  say(words) {
    this.find(".explorer-news").textContent = words;
  }
}
