// Search inside the graph: a combobox (WAI-ARIA) over the names of the nodes that can be seen.

const MOST = 12;
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export class Find {
  /** `nodes()` gives [{key, name, kind}], the strongest first; `chosen` takes the key of one. */
  constructor(input, list, { nodes, chosen, say }) {
    Object.assign(this, { input, list, nodes, chosen, say, none: list.nextElementSibling });
    input.addEventListener("input", () => this.#search());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    // Before the field loses the focus.
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      this.#choose(option);
    });
  }

  #search() {
    const words = folded(this.input.value).split(/\s+/).filter(Boolean);
    const found = words.length ? this.nodes().filter(({ name }) => words.every((word) => folded(name).includes(word))) : [];
    const starts = ({ name }) => folded(name).startsWith(words[0]);
    found.sort((a, b) => starts(b) - starts(a));
    this.list.replaceChildren(...found.slice(0, MOST).map((node, n) => option(node, n)));
    this.#open(found.length > 0);
    this.none.hidden = !words.length || found.length > 0;
    if (words.length) this.say(found.length ? `${found.length} found.` : "Nothing of this name is shown.");
  }

  #key(event) {
    if (event.isComposing) return;
    const options = [...this.list.children];
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) return this.#search();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#mark(options.at((at < 0 && step < 0 ? 0 : at + step) % options.length));
    } else if (event.key === "Enter" && options.length && !this.list.hidden) {
      event.preventDefault();
      this.#choose(options[Math.max(at, 0)]);
    } else if (event.key === "Escape" && !(this.list.hidden && this.none.hidden)) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  #mark(option) {
    for (const one of this.list.children) one.setAttribute("aria-selected", String(one === option));
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #choose(option) {
    this.input.value = option.firstChild.textContent;
    this.close();
    this.chosen(option.dataset.key);
  }

  #open(any) {
    this.list.hidden = !any;
    this.none.hidden = true;
    this.input.setAttribute("aria-expanded", String(any));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.#open(false);
  }
}

function option({ key, name, kind }, n) {
  const made = document.createElement("li");
  made.id = `explorer-found-${n}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset.key = key;
  const said = document.createElement("bdi");
  said.textContent = name;
  const what = document.createElement("span");
  what.textContent = kind;
  made.append(said, " ", what);
  return made;
}
