// The card of the selected node, beside the picture: a fragment of the page that /graph/card/ is.

export class Card {
  constructor(side, address) {
    this.side = side;
    this.place = side.querySelector(".explorer-card");
    this.address = address;
  }

  async show(key, focus) {
    if (this.key === key) return;
    this.key = key;
    this.side.hidden = !key;
    this.side.dataset.card = "";
    if (!key) return;
    this.place.setAttribute("aria-busy", "true");
    const found = await this.#ask(key, focus);
    if (this.key !== key) return;
    this.place.setAttribute("aria-busy", "false");
    this.place.replaceChildren(...found);
    this.side.dataset.card = key;
  }

  async #ask(node, focus) {
    try {
      const headers = { "HX-Request": "true", "HX-Target": "graph-card" };
      const answer = await fetch(`${this.address}?${new URLSearchParams({ node, focus })}`, { headers });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const card = page.getElementById("graph-card");
      if (answer.ok && card) return this.#plain(card);
      return [said("This record is not shown any more.")];
    } catch {
      return [said("The site did not answer. Please check your connection and try again.")];
    }
  }

  // Its links lead where they say: "Centre here" is another explorer, and the way back leads to this one.
  #plain(card) {
    card.querySelector(".graph-card-close")?.remove();
    for (const link of card.querySelectorAll("[hx-get]"))
      for (const { name } of [...link.attributes]) if (name.startsWith("hx-")) link.removeAttribute(name);
    return [...card.childNodes].map((node) => document.adoptNode(node));
  }
}

const said = (text) => Object.assign(document.createElement("p"), { textContent: text, className: "fine" });
