// Names beside nodes: none over another, shortened where they are long, and a box under the pointer.

const LONGEST = 34;
const short = (text) => ([...text].length > LONGEST ? `${[...text].slice(0, LONGEST - 1).join("")}…` : text);

export class Labels {
  #taken = [];

  /** A new frame: every place is free again. */
  begin() {
    this.#taken = [];
  }

  draw(context, node, colours) {
    if (!node.label) return;
    const text = short(node.label);
    context.font = font(node, colours);
    const width = context.measureText(text).width;
    const size = node.rank === 0 ? 16 : 12.5;
    // Whole at the edges, too, as long as its node can be seen.
    const most = context.canvas.clientWidth - width - 5;
    const isSeen = node.x > 0 && node.x < context.canvas.clientWidth && most > 5;
    const middle = node.x - width / 2;
    const [x, y] = [isSeen ? Math.max(5, Math.min(most, middle)) : middle, node.y + node.size + size + 1];
    const box = [x - 2, y - size, x + width + 2, y + 4];
    if (!node.isChosen && this.#taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
    this.#taken.push(box);
    write(context, text, x, y, node, colours);
  }
}

function font(node, { family }) {
  if (node.rank === 0) return `700 16px ${family}`;
  return `${node.kind === "work" ? "italic 400" : node.kind === "person" ? "500" : "600"} 12.5px ${family}`;
}

function write(context, text, x, y, node, colours) {
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = colours.ground;
  context.strokeText(text, x, y);
  context.fillStyle = node.kind === "topic" || node.kind === "institution" ? colours[node.kind] : node.kind === "work" ? colours.soft : colours.ink;
  context.fillText(text, x, y);
}

/** The whole name of the node under the pointer, in a box of its own. */
export function drawHover(context, node, colours) {
  if (!node.label) return;
  const text = [...node.label].length > 90 ? `${[...node.label].slice(0, 89).join("")}…` : node.label;
  context.font = font(node, colours);
  const width = context.measureText(text).width;
  const size = node.rank === 0 ? 16 : 12.5;
  const most = context.canvas.clientWidth - width - 12;
  const [x, y] = [Math.max(8, Math.min(most, node.x - width / 2)), node.y + node.size + size + 1];
  context.fillStyle = colours.ground;
  context.strokeStyle = colours.mixed("soft", 0.5);
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x - 6, y - size - 2, width + 12, size + 10, 5);
  context.fill();
  context.stroke();
  context.fillStyle = colours.ink;
  context.fillText(text, x, y);
}
