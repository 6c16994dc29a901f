// Asks for new messages: soon while they come, ever more seldom while none do, and not in a tab that nobody looks at.
"use strict";

(() => {
  const SELDOM = 60;
  const NEAR = 400;
  let wait = 0;
  let timer = 0;
  let wasNear = false;

  const place = () => document.querySelector("#newer[data-poll]");

  function ask() {
    const here = place();
    if (here && !document.hidden) window.htmx.trigger(here, "poll");
  }

  function schedule() {
    clearTimeout(timer);
    if (place() && !document.hidden) timer = setTimeout(ask, wait * 1000);
  }

  function begin() {
    const here = place();
    if (!here) return;
    wait = Number(here.dataset.poll);
    schedule();
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "newer") return;
    const { status } = event.detail.xhr;
    if (status === 200) {
      begin();
    } else if (status >= 400 && status < 500) {
      clearTimeout(timer);
    } else {
      wait = Math.min(wait * 1.5, SELDOM);
      schedule();
    }
  });

  // Who reads the end stays there when something arrives; who reads further up is left in peace.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "newer") return;
    const end = document.getElementById("newest");
    wasNear = Boolean(end) && end.getBoundingClientRect().top < window.innerHeight + NEAR;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (wasNear) document.getElementById("newest")?.scrollIntoView({ block: "end" });
    wasNear = false;
  });

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    begin();
    ask();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.closest("#answer")) begin();
  });
  // What the page said of the step before is past once something was written.
  document.addEventListener("written", () => document.querySelector(".messages")?.remove());
  document.addEventListener("DOMContentLoaded", begin);
})();
