// What Unfold's templates expect of a browser, for Alpine's CSP build: it knows registered names only, no global ones.
"use strict";

const WIDE = matchMedia("(min-width: 64rem)");
const isLeftOpen = () => WIDE.matches && localStorage.getItem("sidebarOpen") !== "0";

// Expressions of Unfold read the address, and the links of its inner pages set it.
const addressOnly = {
  location: {
    get pathname() { return location.pathname; },
    get search() { return location.search; },
    get hash() { return location.hash; },
    get href() { return location.href; },
    set href(address) { location.assign(address); },
  },
};

function deskTheme() {
  const unfold = theme();
  return {
    ...unfold,
    window: addressOnly,
    getCurrentTab: () => getCurrentTab(),
    sortRecords: (event) => sortRecords(event),
    moveRecords: (event) => moveRecords(event),
    sidebarOpen: isLeftOpen(),
    sidebarToggle() {
      this.sidebarOpen = !this.sidebarOpen;
      if (WIDE.matches) localStorage.setItem("sidebarOpen", this.sidebarOpen ? "1" : "0");
    },
    init() {
      unfold.init.call(this);
      WIDE.addEventListener("change", () => { this.sidebarOpen = isLeftOpen(); });
      // A preference of the system that changes while the page is open.
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
        const chosen = this.adminTheme;
        this.adminTheme = "";
        this.$nextTick(() => { this.adminTheme = chosen; });
      });
    },
    themeBindings: {
      "x-bind:class": unfold.themeBindings["x-bind:class"],
      "x-on:keydown.escape.window"() {
        if (!WIDE.matches) this.sidebarOpen = false;
      },
    },
  };
}

document.addEventListener("alpine:init", () => {
  Alpine.data("theme", deskTheme);
  // Alpine takes away only the classes it has set itself.
  document.documentElement.classList.remove("dark", "desk-closed");
});

// Unfold opens related records in a frame, which the policy forbids; a window of its own is what Django does.
window.openPopupInModal = () => {};
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("a[data-popup-opener]");
  if (!chosen || !window.opener) return;
  event.preventDefault();
  window.opener.dismissRelatedLookupPopup(window, chosen.dataset.popupOpener);
});

// Dates and looked-up records have no label of their own in Unfold's forms; they are named like the row or the column.
const UNNAMED = ["td select", ".select2-selection", ".select2-selection__rendered[role]", ".select2-search__field", ".vDateField", ".vTimeField"]
  .map((field) => `${field}:not([aria-label])`).join();

function nameFields() {
  for (const field of document.querySelectorAll(UNNAMED)) {
    const row = field.closest("td, .field-line, .form-row");
    const heading = field.closest("table")?.tHead?.rows[0].cells[row?.cellIndex];
    const words = (heading || row?.querySelector("label"))?.textContent.replace(/[*:\s]+/g, " ").trim() || "Search";
    const kind = field.matches(".vDateField, .vTimeField") ? `, ${field.placeholder.toLowerCase()}` : "";
    field.setAttribute("aria-label", words + kind);
    field.removeAttribute("aria-labelledby");
  }
}
document.addEventListener("DOMContentLoaded", () => {
  nameFields();
  new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
});
