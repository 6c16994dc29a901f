// What a view of the explorer is: it stands in the address, so that a view can be shared, and what was can be undone.

export const KINDS = { author: "person", work: "work", topic: "topic", institution: "institution" };
const whole = (text) => (/^\d{1,4}$/.test(text ?? "") ? Number(text) : null);

/** The view that this address names. */
export function read(address) {
  const asked = new URL(address, location.href).searchParams;
  const list = (name) => (asked.get(name) ?? "").split(",").filter(Boolean);
  const kinds = list("kinds").map((name) => KINDS[name]).filter(Boolean);
  const pins = list("pin").map((text) => text.split("@")).filter(([, x, y]) => Number.isFinite(Number(x)) && Number.isFinite(Number(y)));
  return {
    focus: asked.get("focus"),
    depth: whole(asked.get("depth")) ?? 2,
    kinds: new Set(kinds.length ? kinds : Object.values(KINDS)),
    from: whole(asked.get("from")) || null,
    to: whole(asked.get("to")) || null,
    weight: Math.max(1, whole(asked.get("weight")) ?? 1),
    with: list("with"),
    node: asked.get("node"),
    colour: asked.get("colour") === "group" ? "group" : "kind",
    pins: new Map(pins.map(([key, x, y]) => [key, [Number(x), Number(y)]])),
  };
}

/** What of a view the server knows, too, as a query: in one order, without what is as always. */
export function query(view) {
  const kinds = Object.keys(KINDS).filter((name) => view.kinds.has(KINDS[name]));
  const words = [
    ["focus", view.focus],
    ["depth", view.depth === 2 ? "" : view.depth],
    ["kinds", kinds.length === 4 ? "" : kinds.join(",")],
    ["from", view.from ?? ""],
    ["to", view.to ?? ""],
    ["weight", view.weight > 1 ? view.weight : ""],
    ["with", view.with.join(",")],
  ];
  return encode(words);
}

/** The whole view as a query. */
export function address(view) {
  const pins = [...view.pins].map(([key, [x, y]]) => `${key}@${x.toFixed(1)}@${y.toFixed(1)}`);
  const own = encode([["node", view.node ?? ""], ["pin", pins.join(",")], ["colour", view.colour === "group" ? "group" : ""]]);
  return `?${query(view)}${own && `&${own}`}`;
}

function encode(words) {
  const said = words.filter(([, value]) => value !== "" && value !== null);
  return said.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%40/g, "@")}`).join("&");
}

/** The view with some of it changed. */
export const changed = (view, change) => ({ ...view, ...change });

/** What was: each view that a step left behind, the last one first to come back. */
export class Past {
  #views = [];

  keep(view) {
    this.#views.push(view);
    if (this.#views.length > 200) this.#views.shift();
  }

  take() {
    return this.#views.pop();
  }

  /** The browser went back or on to this view by itself: where that was the last step, it is no step any more. */
  leave(view) {
    const last = this.#views.at(-1);
    const same = (one) => address({ ...one, node: null });
    if (last && same(last) === same(view)) this.#views.pop();
  }

  get length() {
    return this.#views.length;
  }
}
