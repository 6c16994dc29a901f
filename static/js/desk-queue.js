// A key for each answer, unless somebody types, holds a modifier, or has switched the keys off.
"use strict";

{
  const KEPT = "queueKeys";
  const box = document.getElementById("queue-keys");

  function tell() {
    document.documentElement.classList.toggle("queue-with-keys", box.checked);
  }

  function press(event) {
    if (!box.checked || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input:not([type='checkbox']), textarea, select, [contenteditable], [role='dialog']")) return;
    const button = document.querySelector(`.queue-key[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  if (box) {
    box.checked = localStorage.getItem(KEPT) !== "off";
    box.closest("label").hidden = false;
    box.addEventListener("change", () => {
      localStorage.setItem(KEPT, box.checked ? "on" : "off");
      tell();
    });
    tell();
    document.addEventListener("keydown", press);
  }
}
