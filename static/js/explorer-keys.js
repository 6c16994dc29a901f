// The keyboard in the picture: arrows go from neighbour to neighbour, and the other keys do what the page says they do.

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The neighbour in this direction, the straightest and nearest first; of all nodes where no neighbour lies there. */
export function towards(picture, from, way) {
  const [dx, dy] = WAYS[way];
  const start = picture.on(from);
  const best = (keys) => {
    let [found, least] = [null, Infinity];
    for (const key of keys) {
      if (key === from) continue;
      const at = picture.on(key);
      const [x, y] = [at.x - start.x, at.y - start.y];
      const [along, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
      if (along <= 0 || aside > along * 1.6) continue;
      const cost = along + 2 * aside;
      if (cost < least) [found, least] = [key, cost];
    }
    return found;
  };
  return best(picture.neighbours(from)) ?? best(picture.visible());
}

/** Listens in the picture: `acts` are move(way), open, close, pin, zoom(factor), all. */
export function listen(place, acts) {
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = WAYS[event.key] ? () => acts.move(event.key) : {
      Enter: acts.open, " ": acts.open, Escape: acts.close, p: acts.pin, P: acts.pin,
      "+": () => acts.zoom(1 / 1.5), "=": () => acts.zoom(1 / 1.5), "-": () => acts.zoom(1.5), 0: acts.all,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
