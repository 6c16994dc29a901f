// What no answer from the server can do: say that there was none, at the place where it was expected.
"use strict";

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
