// How nodes and lines look: by kind, by what is marked, by how many there are.

const NONE = "rgba(0,0,0,0)";
const TONES = { together: "person", wrote: "work", about: "topic", at: "institution" };

/** The letter of a group, as on its badge in a slice. */
export const letter = (group) => String.fromCharCode(65 + group);

/** How a node is drawn, by what is marked. */
export function node(picture, key, node) {
  const { hovered, selected, cursor, pins, expanded } = picture.marks;
  const isFocus = node.rank === 0;
  const faded = picture.near && !picture.near.has(key);
  const isGrouped = picture.isByGroup && node.group >= 0;
  const tone = isFocus ? "focus" : isGrouped ? `group${node.group}` : node.kind;
  const color = faded ? picture.colours.mixed(tone, 0.28) : picture.colours[tone];
  const far = node.kind === "person" && node.hops > 1;
  const chosen = key === selected || key === cursor;
  const ring = chosen ? picture.colours.ink : pins.has(key) ? picture.colours.mark : expanded.has(key) || isFocus ? picture.colours.mixed(tone, 0.45) : NONE;
  return {
    ...node, color, ring,
    inside: far ? picture.colours.ground : color,
    // A colour alone says nothing to many: the letter of the group stands beside the name.
    label: faded ? null : isGrouped ? `${node.label} · ${letter(node.group)}` : node.label,
    isChosen: isFocus || chosen,
    forceLabel: isFocus || chosen || key === hovered || (Boolean(picture.near) && picture.near.size < 40 && !faded),
    highlighted: key === hovered,
    zIndex: faded ? 0 : chosen || isFocus ? 3 : 2,
  };
}

/** How a line is drawn: thicker the more works, fainter the more lines. */
export function edge(picture, key, edge) {
  if (edge.hidden) return edge;
  const [a, b] = picture.graph.extremities(key);
  const { hovered, selected, cursor } = picture.marks;
  const centre = hovered ?? selected ?? cursor;
  const strong = centre && (a === centre || b === centre);
  const tone = TONES[edge.tie];
  const weight = edge.tie === "together" ? Math.min(4, Math.log2(edge.weight)) : 0;
  const share = picture.near ? (strong ? 0.7 : 0.05) : Math.min(0.65, quiet(picture.graph) * (1 + weight / 2));
  const size = 1 + 0.6 * picture.crowd + weight * 0.8 * picture.crowd;
  return { ...edge, color: picture.colours.clear(tone, edge.tie === "together" ? share : Math.min(1, share * 1.5)), size, zIndex: strong ? 4 : Math.min(3, weight) };
}

// The more lines there are, the fainter each is.
function quiet(graph) {
  return Math.max(0.06, 0.6 / (1 + graph.size / 1200));
}

/** How large things are drawn: the more of them, and the smaller the picture, the smaller each. */
export function crowd(nodes, width) {
  return Math.max(0.42, Math.min(1, Math.sqrt(350 / nodes))) * Math.max(0.65, Math.min(1, Math.sqrt(width / 900)));
}
