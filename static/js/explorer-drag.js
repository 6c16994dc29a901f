// A node that is dragged goes with the pointer, and is pinned where it is let go.

/** `dropped` is called with the key of the node and its place, [x, y]. */
export function drag(picture, dropped) {
  const { sigma } = picture;
  let held = null;
  let moved = false;
  sigma.on("downNode", ({ node }) => {
    [held, moved] = [node, false];
  });
  sigma.on("moveBody", ({ event }) => {
    if (!held) return;
    moved = true;
    picture.graph.mergeNodeAttributes(held, sigma.viewportToGraph(event));
    event.preventSigmaDefault();
    event.original.preventDefault();
  });
  const drop = () => {
    if (held && moved) {
      const { x, y } = picture.graph.getNodeAttributes(held);
      dropped(held, [x, y]);
    }
    held = null;
  };
  sigma.on("upNode", drop);
  sigma.on("upStage", drop);
}
