// The picture: the map as a graph that sigma draws. What is seen, marked and where it stands is told to it from outside.

import * as colours from "./explorer-colours.js";
import * as look from "./explorer-look.js";
import { drawHover, Labels } from "./explorer-labels.js";
import { SHAPES, ShapeProgram } from "./explorer-shapes.js";

const SIZES = { person: [4.5, 6.5, 9], work: [4, 5, 6.5], topic: [5, 7, 9], institution: [5, 7, 9.5] };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const [MOVE, LATE] = [450, 60]; // milliseconds

function lines(graph, { nodes, edges, ties }) {
  edges.a.forEach((_, e) => {
    const [a, b] = [nodes.key[edges.a[e]], nodes.key[edges.b[e]]];
    if (!graph.hasEdge(a, b)) graph.addEdgeWithKey(`${e}`, a, b, { tie: ties[edges.tie[e]], weight: edges.weight[e], place: e });
  });
}

export class Picture {
  constructor(place) {
    this.place = place;
    this.graph = new globalThis.graphology.UndirectedGraph();
    this.colours = colours.read(place);
    this.marks = { hovered: null, selected: null, cursor: null, pins: new Map(), expanded: new Set() };
    this.labels = new Labels();
    this.sigma = new globalThis.Sigma(this.graph, place, this.#settings());
    this.sigma.on("beforeRender", () => this.labels.begin());
    // Not while the picture itself is moved.
    this.sigma.on("enterNode", ({ node }) => this.sigma.getMouseCaptor().isMouseDown || this.mark({ hovered: node }));
    this.sigma.on("leaveNode", () => this.marks.hovered && this.mark({ hovered: null }));
    this.sigma.getCamera().on("updated", () => this.#pace());
    colours.watch(() => this.#repaint());
  }

  // Where frames come late while the picture moves, as without a graphics card, the lines wait until it stands.
  #pace() {
    const now = performance.now();
    const took = now - (this.paced ?? now);
    this.paced = now;
    if (took > LATE && took < 1000) this.late = (this.late ?? 0) + 1;
    if (this.late === 3) this.sigma.setSetting("hideEdgesOnMove", true);
  }

  #settings() {
    return {
      nodeProgramClasses: { shape: ShapeProgram },
      defaultNodeType: "shape",
      nodeReducer: (key, node) => look.node(this, key, node),
      edgeReducer: (key, edge) => look.edge(this, key, edge),
      defaultDrawNodeLabel: (context, node) => this.labels.draw(context, node, this.colours),
      defaultDrawNodeHover: (context, node) => drawHover(context, node, this.colours),
      labelFont: getComputedStyle(this.place).fontFamily,
      labelSize: 12.5,
      labelDensity: 1.4,
      labelGridCellSize: 90,
      minEdgeThickness: 0.6,
      zIndex: true,
      stagePadding: this.place.clientWidth < 640 ? 18 : 36,
      doubleClickTimeout: 500,
      enableCameraRotation: false,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      allowInvalidContainer: true,
    };
  }

  /** Takes another map: what stays keeps its place unless all was laid out anew, what comes grows from beside it. */
  show(map, { anew = false } = {}) {
    const before = this.graph;
    const graph = new globalThis.graphology.UndirectedGraph();
    const many = (this.crowd = look.crowd(map.nodes.key.length, this.place.clientWidth));
    const targets = {};
    map.nodes.key.forEach((key, n) => {
      const kind = map.kinds[map.nodes.kind[n]];
      const size = n === 0 ? 7 + 8 * many : SIZES[kind][map.nodes.size[n] - 1] * many;
      const home = [map.nodes.x[n], map.nodes.y[n]];
      const [x, y] = before.hasNode(key) ? [before.getNodeAttribute(key, "x"), before.getNodeAttribute(key, "y")] : home;
      graph.addNode(key, { label: map.nodes.name[n], kind, shape: SHAPES[kind], hops: map.nodes.hops[n], size, home, x, y, rank: n, group: kind === "person" ? map.nodes.community[n] : -1 });
      if (anew && before.hasNode(key)) targets[key] = { x: home[0], y: home[1] };
    });
    lines(graph, map);
    if (!anew) this.#growFrom(graph, before, targets);
    for (const [key, [x, y]] of this.marks.pins) if (graph.hasNode(key)) targets[key] = { x, y };
    this.stopMoving?.();
    [this.graph, this.map] = [graph, map];
    this.sigma.setGraph(graph);
    this.sigma.setSetting("labelRenderedSizeThreshold", 4 * this.crowd);
    this.#move(targets);
  }

  // A parent that was moved takes along what it brings.
  #growFrom(graph, before, targets) {
    for (const key of graph.filterNodes((other) => !before.hasNode(other))) {
      const parent = graph.findNeighbor(key, (near) => before.hasNode(near) && this.marks.expanded.has(near));
      if (!parent) continue;
      const [from, { home }] = [graph.getNodeAttributes(parent), graph.getNodeAttributes(key)];
      targets[key] = { x: home[0] + from.x - from.home[0], y: home[1] + from.y - from.home[1] };
      graph.mergeNodeAttributes(key, { x: from.x, y: from.y });
    }
  }

  #move(targets) {
    const settle = () => this.put(targets);
    if (calm.matches || !Object.keys(targets).length || document.hidden) return settle();
    const stop = globalThis.Sigma.utils.animateNodes(this.graph, targets, { duration: MOVE });
    const late = setTimeout(() => this.stopMoving?.(), 2 * MOVE);
    this.stopMoving = () => {
      clearTimeout(late);
      stop();
      settle();
      this.stopMoving = null;
    };
  }

  /** Shows what the filters leave. */
  filter({ nodes, edges, past }) {
    this.stopMoving?.();
    const hadPast = this.past?.length;
    this.past = past;
    // Sigma sorts everything anew with each line that comes or goes: they change on a copy that it has not seen.
    if (past.length || hadPast) this.graph = this.#withLines(past);
    this.graph.forEachNode((_, node) => (node.hidden = !nodes[node.rank]));
    this.graph.forEachEdge((_, edge) => (edge.hidden = !edge.isPast && !edges[edge.place]));
    if (this.sigma.getGraph() === this.graph) this.draw();
    else this.sigma.setGraph(this.graph);
  }

  #withLines(past) {
    const { key } = this.map.nodes;
    const graph = this.graph.copy();
    for (const edge of graph.filterEdges((_, edge) => edge.isPast)) graph.dropEdge(edge);
    past.forEach(({ a, b, tie, weight }, n) => {
      if (!graph.hasEdge(key[a], key[b])) graph.addEdgeWithKey(`past ${n}`, key[a], key[b], { tie: this.map.ties[tie], weight, isPast: true });
    });
    return graph;
  }

  /** Marks nodes: hovered, selected, cursor, pins (with their places), expanded. */
  mark(marks) {
    Object.assign(this.marks, marks);
    const { hovered, cursor, selected } = this.marks;
    const centre = hovered ?? selected ?? cursor;
    this.near = centre && this.graph.hasNode(centre) ? new Set([centre, ...this.neighbours(centre)]) : null;
    if (marks.pins?.size) return this.put(Object.fromEntries([...marks.pins].map(([key, [x, y]]) => [key, { x, y }])));
    this.draw({ isLight: true });
  }

  /** The neighbours that can be seen. */
  neighbours(key) {
    const found = [];
    this.graph.forEachEdge(key, (_, edge, a, b) => !edge.hidden && found.push(a === key ? b : a));
    return found.filter((other) => !this.graph.getNodeAttribute(other, "hidden"));
  }

  #repaint() {
    this.colours = colours.read(this.place);
    this.draw();
  }

  /** Puts nodes where these places say, and draws. */
  put(places) {
    for (const [key, at] of Object.entries(places)) if (this.graph.hasNode(key)) Object.assign(this.graph.getNodeAttributes(key), at);
    this.draw();
  }

  /** Draws with the next frame, however often it is called until then; lightly where only colours changed. */
  draw({ isLight = false } = {}) {
    this.isLight = this.due ? this.isLight && isLight : isLight;
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      const all = { nodes: this.graph.nodes(), edges: this.graph.edges() };
      this.sigma.refresh(this.isLight ? { partialGraph: all, skipIndexation: true } : {});
    });
  }

  /** Holds the scale, so that what comes or goes moves nothing else; `free` lets it follow the nodes. */
  fix() {
    this.sigma.setCustomBBox(this.sigma.getBBox());
  }

  free() {
    this.sigma.setCustomBBox(null);
    this.sigma.refresh();
  }

  fit() {
    this.free();
    this.fix();
    this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1.05, angle: 0 });
  }

  /** Turns to a node that stands outside of what is seen. */
  keepInView(key) {
    const { x, y } = this.on(key);
    const { width, height } = this.sigma.getDimensions();
    if (x < 30 || y < 30 || x > width - 30 || y > height - 30) this.#turn(this.#at(key));
  }

  /** Brings a node to the middle of what the card leaves free, or everything into view. */
  look(key = null) {
    if (!key) {
      this.free();
      this.fix();
    }
    const to = key ? this.#beside(key, Math.min(this.sigma.getCamera().ratio, 0.5)) : { x: 0.5, y: 0.5, ratio: 1.05, angle: 0 };
    return this.#turn(to);
  }

  zoom(factor) {
    return this.#turn({ ratio: this.sigma.getCamera().getBoundedRatio(this.sigma.getCamera().ratio * factor) });
  }

  #beside(key, ratio) {
    const { width, height } = this.sigma.getDimensions();
    const middle = this.sigma.viewportToFramedGraph({ x: width / 2, y: height / 2 });
    const free = this.sigma.viewportToFramedGraph(width < 640 ? { x: width / 2, y: height * 0.24 } : { x: width * 0.4, y: height / 2 });
    const share = ratio / this.sigma.getCamera().ratio;
    const { x, y } = this.#at(key);
    return { x: x + (middle.x - free.x) * share, y: y + (middle.y - free.y) * share, ratio };
  }

  #at(key) {
    const { x, y } = this.sigma.getNodeDisplayData(key);
    return { x, y };
  }

  #turn(state) {
    const camera = this.sigma.getCamera();
    return calm.matches ? camera.setState(state) : camera.animate(state, { duration: 260 });
  }

  /** Where a node stands on the screen, from the picture's upper left. */
  on(key) {
    return this.sigma.graphToViewport(this.graph.getNodeAttributes(key));
  }

  /** The keys that can be seen, in the order of the rule. */
  visible() {
    return this.graph.filterNodes((_, node) => !node.hidden).sort((a, b) => this.graph.getNodeAttribute(a, "rank") - this.graph.getNodeAttribute(b, "rank"));
  }
}
