// Copies what a button names, and says so; without this file the text is there to be selected.
"use strict";

(() => {
  const said = document.getElementById("copied");

  // Where the page came without encryption, browsers have no clipboard for it but the old command.
  function copySelected(place) {
    const range = document.createRange();
    range.selectNodeContents(place);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  }

  async function copy(button) {
    const place = document.getElementById(button.dataset.copy);
    let done = false;
    try {
      await navigator.clipboard.writeText(place.textContent);
      done = true;
    } catch {
      done = copySelected(place);
    }
    const words = done ? "Copied" : "Selected: copy it with your keyboard";
    said.textContent = words;
    button.firstChild.textContent = words;
    setTimeout(() => { button.firstChild.textContent = "Copy"; said.textContent = ""; }, 4000);
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
})();
