// The colours of the page as WebGL takes them: read from its custom properties, anew whenever the theme changes.

const NAMES = {
  ground: "--graph-ground", ink: "--graph-ink", soft: "--graph-soft", focus: "--graph-focus", mark: "--warm",
  person: "--graph-person", work: "--graph-work", topic: "--graph-topic", institution: "--graph-institution",
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((n) => [`group${n}`, `--graph-group-${n}`])),
};

/** Each colour as "#rrggbb"; `mixed(name, share)`: so much of it on the ground; `clear(name, share)`: so opaque. */
export function read(place) {
  const probe = document.createElement("span");
  probe.hidden = true;
  place.append(probe);
  const found = {};
  for (const [name, property] of Object.entries(NAMES)) {
    probe.style.color = `var(${property})`;
    found[name] = channels(getComputedStyle(probe).color);
  }
  probe.remove();
  const mixed = (name, share) => hex(found[name].map((part, n) => share * part + (1 - share) * found.ground[n]));
  // Blended as WebGL has it here: the colour already times its opacity.
  const clear = (name, share) => `rgba(${found[name].map((part) => Math.round(part * share)).join(",")},${share.toFixed(2)})`;
  const family = getComputedStyle(place).fontFamily;
  return { family, ...Object.fromEntries(Object.keys(NAMES).map((name) => [name, hex(found[name])])), mixed, clear };
}

/** Calls back when the theme of the page changes, by its switch or by the system. */
export function watch(callback) {
  new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
}

// Computed colours read "rgb(1, 2, 3)", or "color(srgb 0.1 0.2 0.3)" where the browser mixed them.
function channels(text) {
  const numbers = text.match(/[\d.]+/g).map(Number);
  return numbers.slice(0, 3).map((part) => (text.startsWith("color") ? part * 255 : part));
}

const hex = (parts) => `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
