"use strict";

// What no answer from the server can do: say that there was none, at the place where it was expected.
function sayNothingCame(event) {
  const place = event.detail.target || event.target;
  place.querySelector(":scope > .part-error")?.remove();
  const said = document.createElement("p");
  said.className = "part-error";
  said.setAttribute("role", "alert");
  said.textContent = "The site did not answer, and nothing was changed. Please check your connection and try again.";
  place.append(said);
}

document.addEventListener("htmx:sendError", sayNothingCame);
document.addEventListener("htmx:timeout", sayNothingCame);
// A second failure replaces the words of the first.
document.addEventListener("htmx:beforeSwap", (event) => {
  event.detail.target?.querySelector(":scope > .part-error")?.remove();
});

// What was pressed may be gone with the list that it changed: the reading goes on at the title of the one that came.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "works" && document.activeElement === document.body)
    document.getElementById("works-title")?.focus({ preventScroll: true });
});

// The theme: at once, where the form of the foot would need a new page. The cookie is the one that the form sets.
function themeOfTheCookie() {
  return /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie)?.[1] || "";
}

function showTheme() {
  const chosen = themeOfTheCookie();
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  document.querySelector("meta[name=color-scheme]").content = chosen || "light dark";
  for (const button of document.querySelectorAll(".theme button"))
    button.setAttribute("aria-pressed", String(button.value === (chosen || "auto")));
}

document.addEventListener("submit", (event) => {
  const choice = event.target.matches(".theme") && event.submitter?.value;
  if (!choice) return;
  event.preventDefault();
  const age = choice === "auto" ? 0 : 365 * 24 * 3600;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${choice}; path=/; max-age=${age}; samesite=lax${secure}`;
  showTheme();
});

// A page that comes back out of the browser's history may be older than the choice.
addEventListener("pageshow", (event) => event.persisted && showTheme());
