// The search box as a combobox (WAI-ARIA): arrows, Enter, Escape; and what is said when suggestions or results arrive.
"use strict";

(() => {
  const said = (box, words) => {
    box.querySelector(".search-said").textContent = words;
  };
  const input = (box) => box.querySelector("input[name=q]");
  const list = (box) => box.querySelector("[role=listbox]");
  const options = (box) => [...list(box).querySelectorAll("[role=option]")];
  const active = (box) => list(box).querySelector("[aria-selected=true]");

  function mark(box, option) {
    active(box)?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (option) {
      input(box).setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input(box).removeAttribute("aria-activedescendant");
    }
  }

  function open(box) {
    const any = list(box).children.length > 0;
    list(box).hidden = !any;
    input(box).setAttribute("aria-expanded", String(any));
  }

  function close(box) {
    mark(box, null);
    list(box).hidden = true;
    input(box).setAttribute("aria-expanded", "false");
  }

  function move(box, step) {
    const all = options(box);
    if (!all.length) return;
    if (list(box).hidden) open(box);
    const at = all.indexOf(active(box));
    // Beyond the last, and before the first, is what was typed.
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    mark(box, all[next] ?? null);
  }

  function key(event, box) {
    if (event.isComposing) return;
    const chosen = active(box);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options(box).length) return;
      event.preventDefault();
      move(box, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen && !list(box).hidden) {
      event.preventDefault();
      chosen.click();
    } else if (event.key === "Escape" && !list(box).hidden) {
      // What was typed stays; the second Escape empties the field, as browsers do.
      event.preventDefault();
      close(box);
      said(box, "Suggestions closed.");
    }
  }

  function prepare(box) {
    const field = input(box);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", list(box).id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("keydown", (event) => key(event, box));
    field.addEventListener("focus", () => { if (options(box).length && field.value === box.dataset.typed) open(box); });
    box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) close(box); });
    // A press on an option must not take the focus away before the click arrives.
    box.addEventListener("mousedown", (event) => { if (event.target.closest("[role=listbox]")) event.preventDefault(); });
    // An answer that is late must not open a list over the results.
    box.addEventListener("submit", () => { field.dispatchEvent(new Event("htmx:abort")); close(box); });
  }

  function suggested(box) {
    const number = options(box).length;
    box.dataset.typed = input(box).value;
    if (document.activeElement !== input(box)) return close(box);
    open(box);
    const words = number === 1 ? "1 suggestion" : `${number} suggestions`;
    said(box, number ? `${words}. Up and down arrows choose, Enter opens.` : input(box).value.trim().length > 1 ? "No suggestions." : "");
  }

  function arrived(results) {
    const box = document.querySelector(".search-box-page");
    if (box) said(box, results.dataset.said ?? "");
    // The link that was followed is gone: the reading goes on at the new results.
    document.getElementById("results-title")?.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.elt;
    if (target.id === "results") arrived(target);
    const box = target.closest?.("[data-search-box]");
    if (box) suggested(box);
  });
  document.querySelectorAll("[data-search-box]").forEach(prepare);
})();
