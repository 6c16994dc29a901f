"use strict";

// Starts the explorer where the browser can draw it; else the form, the drawing and the table stay as they are. A plain
// script, so that what it shows and hides is settled before the page is painted.
{
  const canDraw = () => Boolean(globalThis.WebGL2RenderingContext && document.createElement("canvas").getContext("webgl2"));

  const library = (address) =>
    new Promise((done, failed) => {
      const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
      document.head.append(script);
    });

  const take = (section, isTaken) => {
    section.dataset.state = isTaken ? "building" : "still";
    for (const shown of section.querySelectorAll(".explorer-stage, .explorer-kinds, .explorer-colour, .explorer-thumbs, [data-do=play]")) shown.hidden = !isTaken;
    for (const plain of section.querySelectorAll(".explorer-plain")) plain.hidden = isTaken;
    // Until the map says which years there are.
    for (const thumb of section.querySelectorAll(".explorer-thumbs input, [data-do=play]")) thumb.disabled = isTaken;
    section.querySelector(".explorer-fold").open = !isTaken || matchMedia("(min-width: 48rem)").matches;
  };

  const start = async () => {
    const section = document.querySelector("[data-explorer][data-state=still]");
    if (!section || !canDraw()) return;
    take(section, true);
    const { graphology, sigma } = section.dataset;
    try {
      await Promise.all([globalThis.graphology || library(graphology), globalThis.Sigma || library(sigma)]);
      const { Explorer } = await import("./explorer-room.js");
      new Explorer(section);
    } catch (error) {
      take(section, false);
      throw error;
    }
  };

  start();
}
