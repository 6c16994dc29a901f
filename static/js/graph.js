"use strict";

// The picture of a slice: what is pointed at is told in the line below it, with all it is tied to; a click brings its
// card. Without this every node is a link to its record, and its title says the same.
(() => {
  const nodeOf = (event) => event.target.closest?.(".graph-svg .graph-node");

  function tell(node) {
    const svg = node.ownerSVGElement;
    const nodes = [...svg.querySelectorAll(".graph-node")];
    const own = String(nodes.indexOf(node));
    const near = new Set([own]);
    for (const line of svg.querySelectorAll(".graph-tie")) {
      const ends = line.dataset.ends.split(" ");
      const isOwn = ends.includes(own);
      line.classList.toggle("is-near", isOwn);
      if (isOwn) ends.forEach((end) => near.add(end));
    }
    nodes.forEach((other, number) => other.classList.toggle("is-near", near.has(String(number))));
    svg.classList.add("is-told");
    say(svg, node.querySelector("title").textContent);
  }

  function say(svg, words) {
    const line = svg.closest(".graph")?.querySelector(".graph-told");
    if (!line) return;
    line.dataset.usual ??= line.textContent;
    line.textContent = words || line.dataset.usual;
  }

  function forget(svg) {
    svg.classList.remove("is-told");
    say(svg, "");
  }

  for (const kind of ["mouseover", "focusin"])
    document.addEventListener(kind, (event) => {
      const node = nodeOf(event);
      if (node) tell(node);
      else if (event.target.matches?.(".graph-tie.graph-together"))
        say(event.target.ownerSVGElement, event.target.querySelector("title")?.textContent);
    });
  for (const kind of ["mouseout", "focusout"])
    document.addEventListener(kind, (event) => {
      const svg = event.target.closest?.(".graph-svg");
      if (svg) forget(svg);
    });

  // The card: beside the picture, with the keyboard's place in it where the keyboard asked for it.
  let opener = null;
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".graph-card-close")) return close();
    const node = nodeOf(event);
    const slice = node?.closest(".graph[data-cards]");
    if (!slice || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opener = { node, byKeyboard: event.detail === 0 };
    const address = `${slice.dataset.cards}&node=${encodeURIComponent(node.dataset.key)}`;
    htmx.ajax("GET", address, { target: "#graph-card", swap: "outerHTML" });
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const card = event.detail.elt;
    if (card.id !== "graph-card" || !opener) return;
    for (const node of document.querySelectorAll(".graph-node.is-open")) node.classList.remove("is-open");
    opener.node.classList.add("is-open");
    const room = card.parentElement.getBoundingClientRect();
    const place = opener.node.getBoundingClientRect();
    card.classList.toggle("is-first", place.left + place.width / 2 > room.left + room.width / 2);
    if (opener.byKeyboard) card.querySelector(".graph-card-name")?.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("#graph-slice")) close();
  });

  // Whoever is inside of what is exchanged stays inside.
  let isInside = false;
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    if (target.id === "graph-slice") isInside = target.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { elt } }) => {
    if (elt.id !== "graph-slice" || !isInside) return;
    isInside = false;
    elt.querySelector(".graph-status")?.focus({ preventScroll: true });
  });

  // On the page of a record the slice can be centred elsewhere: each place is a step of the browser's history, and
  // stands in the address.
  let here = null;
  let home = "";
  let isComing = false;
  const asked = () => decodeURIComponent(location.hash).match(/^#graph=([a-z]+:[\w-]+)$/)?.[1] ?? home;

  function go(key) {
    const slice = document.getElementById("graph-slice");
    if (!slice || !home || key === here) return;
    isComing = true;
    const address = new URL(slice.dataset.cards, location);
    address.pathname = slice.dataset.graph;
    address.searchParams.set("focus", key);
    htmx.ajax("GET", address.pathname + address.search, { target: slice, swap: "outerHTML" });
  }

  document.addEventListener("htmx:afterSwap", ({ detail: { elt } }) => {
    if (elt.id !== "graph-slice" || !elt.dataset.cards) return;
    home = new URL(elt.dataset.cards, location).searchParams.get("home") ?? "";
    const isFirst = here === null;
    here = elt.dataset.focus;
    const isAsked = isFirst || isComing;
    isComing = false;
    if (!home || asked() === here) return;
    if (isAsked) go(asked());
    else history.pushState(null, "", here === home ? location.pathname + location.search : `#graph=${here}`);
  });
  addEventListener("popstate", () => go(asked()));

  function close() {
    const card = document.getElementById("graph-card");
    if (!card?.childElementCount) return;
    card.replaceChildren();
    opener?.node.classList.remove("is-open");
    opener?.node.focus({ preventScroll: true });
  }
})();
