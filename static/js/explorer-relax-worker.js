// A worker that runs the ForceAtlas2 of graphology: the first message says where it lies, the others are for it.
"use strict";

const module = {};

addEventListener(
  "message",
  (event) => {
    importScripts(event.data.engine);
    module.exports();
    // It listens from now on, and this message was not for it.
    event.stopImmediatePropagation();
    postMessage({ ready: true });
  },
  { once: true },
);
