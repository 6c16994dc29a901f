// What is seen, to take along: the picture from the canvases, and the addresses of what the server writes.

const LAYERS = ["edges", "nodes", "edgeLabels", "labels"];

/** Saves the picture as PNG, as large as it stands on the screen, with the name of what it is about. */
export async function png(picture, name) {
  const { sigma, colours } = picture;
  // WebGL forgets what it drew once the frame is over: drawn and copied in one go.
  sigma.refresh();
  const layers = sigma.getCanvases();
  const { width, height } = layers.nodes;
  const sheet = Object.assign(document.createElement("canvas"), { width, height });
  const context = sheet.getContext("2d");
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  for (const layer of LAYERS) if (layers[layer]) context.drawImage(layers[layer], 0, 0, width, height);
  const blob = await new Promise((done) => sheet.toBlob(done, "image/png"));
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${fileName(name)}.png` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Makes the links to files name this view. */
export function link(links, query) {
  for (const one of links) one.href = `export.${one.dataset.export}?${query}&map=1`;
}

function fileName(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `graph-${plain.slice(0, 60).toLowerCase() || "bzpeer"}`;
}
