// "Relax": a worker refines where the nodes stand, until it is stopped or has worked for a while.

const PER_NODE = 10;
const LONGEST = 20_000;

export class Relaxing {
  /** `moved` is called with {key: {x, y}} as the nodes go, `ended` once. */
  constructor(worker, engine, { moved, ended }) {
    [this.worker, this.engine, this.moved, this.ended] = [worker, engine, moved, ended];
  }

  get isRunning() {
    return Boolean(this.running);
  }

  start(graph, pinned) {
    const keys = graph.filterNodes((_, node) => !node.hidden);
    const place = new Map(keys.map((key, n) => [key, n]));
    const nodes = new Float32Array(keys.length * PER_NODE);
    keys.forEach((key, n) => {
      const { x, y, size } = graph.getNodeAttributes(key);
      nodes.set([x, y, 0, 0, 0, 0, 1, 1, size, pinned.has(key) ? 1 : 0], n * PER_NODE);
    });
    const lines = [];
    graph.forEachEdge((_, edge, a, b) => {
      if (edge.hidden || !place.has(a) || !place.has(b)) return;
      const weight = edge.tie === "together" ? 1 + Math.log2(edge.weight) : 0.7;
      lines.push(place.get(a), place.get(b), weight);
      nodes[place.get(a) * PER_NODE + 6] += weight;
      nodes[place.get(b) * PER_NODE + 6] += weight;
    });
    this.#run(keys, nodes, new Float32Array(lines));
  }

  #run(keys, nodes, edges) {
    const running = (this.running = new Worker(this.worker));
    const many = keys.length > 400;
    const settings = {
      linLogMode: false, outboundAttractionDistribution: false, adjustSizes: false, edgeWeightInfluence: 1, strongGravityMode: false,
      scalingRatio: 12, gravity: 0.6, slowDown: 4 + Math.log(keys.length + 1), barnesHutOptimize: many, barnesHutTheta: 0.7,
    };
    const until = performance.now() + LONGEST;
    running.addEventListener("error", () => this.stop());
    running.addEventListener("message", ({ data }) => {
      if (this.running !== running) return;
      if (data.ready) return running.postMessage({ settings, nodes: nodes.buffer, edges: edges.buffer }, [nodes.buffer, edges.buffer]);
      const now = new Float32Array(data.nodes);
      this.moved(Object.fromEntries(keys.map((key, n) => [key, { x: now[n * PER_NODE], y: now[n * PER_NODE + 1] }])));
      if (performance.now() > until) return this.stop();
      requestAnimationFrame(() => this.running === running && running.postMessage({ settings, nodes: now.buffer }, [now.buffer]));
    });
    running.postMessage({ engine: this.engine });
  }

  stop() {
    if (!this.running) return;
    this.running.terminate();
    this.running = null;
    this.ended();
  }
}
