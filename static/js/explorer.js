// Starts the explorer where the browser can draw it; else the form, the drawing and the table stay as they are.

const canDraw = () => Boolean(globalThis.WebGL2RenderingContext && document.createElement("canvas").getContext("webgl2"));

function library(address) {
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
}

async function start() {
  const section = document.querySelector("[data-explorer][data-state=still]");
  if (!section || !canDraw()) return;
  section.dataset.state = "starting";
  const { graphology, sigma } = section.dataset;
  try {
    await Promise.all([globalThis.graphology || library(graphology), globalThis.Sigma || library(sigma)]);
    const { Explorer } = await import("./explorer-room.js");
    new Explorer(section);
  } catch (error) {
    section.dataset.state = "still";
    throw error;
  }
}

start();
