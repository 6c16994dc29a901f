// What readers do with nodes: select, walk, expand, pin, relax; the explorer of explorer-room.js does all of it.

import { towards } from "./explorer-keys.js";
import { letter } from "./explorer-look.js";

const MOST_EXPANDED = 12;

export const many = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

export class Acts {
  shown(key) {
    return Boolean(key) && this.picture.graph.hasNode(key) && !this.picture.graph.getNodeAttribute(key, "hidden");
  }

  about(key) {
    const n = this.number.get(key);
    const { nodes, kinds } = this.map;
    return n === undefined ? null : { key, name: nodes.name[n], near: nodes.near[n], url: nodes.url[n], kind: kinds[nodes.kind[n]] };
  }

  hide(box) {
    const kinds = new Set(this.view.kinds);
    kinds[box.checked ? "add" : "delete"](box.value);
    if (kinds.size) return this.set({ kinds });
    box.checked = true;
    this.say("One kind has to stay.");
  }

  select(key) {
    if (!key) return;
    this.cursor = key;
    this.set({ node: key }, { isStep: false });
    this.reveal(key);
    this.say(this.words(key));
  }

  // Out from under the card.
  reveal(key) {
    const [card, view] = [".explorer-side", ".explorer-view"].map((place) => this.find(place).getBoundingClientRect());
    const { x, y } = this.picture.on(key);
    const [left, top] = [view.left + x, view.top + y];
    if (left > card.left - 20 && left < card.right + 20 && top > card.top - 20 && top < card.bottom + 20) this.picture.look(key);
  }

  go(key) {
    this.isKeyed = true;
    this.select(key);
    this.picture.look(key);
    this.find(".explorer-view").focus({ preventScroll: true });
  }

  close() {
    if (!this.view.node) return;
    this.set({ node: null }, { isStep: false });
    this.find(".explorer-view").focus({ preventScroll: true });
  }

  move(way) {
    this.isKeyed = true;
    const next = towards(this.picture, this.cursor, way);
    if (next) this.cursor = next;
    this.marks();
    this.picture.keepInView(this.cursor);
    this.say(this.words(this.cursor));
  }

  words(key) {
    const { name, kind, near } = this.about(key);
    const group = this.picture.isByGroup ? this.picture.graph.getNodeAttribute(key, "group") : -1;
    return `${name}, ${kind}, ${near}${group >= 0 ? `, group ${letter(group)}` : ""}; ${many(this.picture.neighbours(key).length, "neighbour")}.`;
  }

  expand(key) {
    const there = this.view.with;
    if (!this.shown(key)) return;
    if (there.includes(key)) return this.set({ with: there.filter((other) => other !== key) });
    if (there.length >= MOST_EXPANDED) return this.say(`${MOST_EXPANDED} nodes can be expanded at once. Fold another one first.`);
    this.set({ with: [...there, key] });
  }

  pin(key) {
    if (!this.shown(key)) return;
    const pins = new Map(this.view.pins);
    const { x, y } = this.picture.graph.getNodeAttributes(key);
    if (!pins.delete(key)) pins.set(key, [x, y]);
    this.set({ pins });
    this.say(`${this.about(key).name} is ${pins.has(key) ? "pinned" : "free"}.`);
  }

  relax() {
    if (this.relaxing.isRunning) return this.relaxing.stop();
    this.button("relax", true, "Stop");
    this.section.dataset.relaxing = "true";
    this.picture.free();
    this.relaxing.start(this.picture.graph, this.view.pins);
  }

  relaxed() {
    this.button("relax", false, "Relax");
    this.section.dataset.relaxing = "false";
    this.picture.fix();
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.find(".explorer-stage").requestFullscreen().catch(() => this.say("This browser refuses full screen."));
  }

  button(name, pressed, words = null) {
    const button = this.find(`[data-do=${name}]`);
    button.setAttribute("aria-pressed", String(pressed));
    if (words) button.textContent = words;
  }
}
