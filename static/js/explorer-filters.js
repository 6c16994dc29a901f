// What stays of a map by kinds, years and least weight: the same rule as graph/filters.py, which says it in words.

const within = (year, first, last) => year !== null && year >= first && year <= last;

/** The nodes and lines that stay, and the lines that stand for works which went: {nodes, edges, past}. */
export function apply(map, wanted) {
  const { nodes, edges } = map;
  const tie = (name) => map.ties.indexOf(name);
  const [together, wrote] = [tie("together"), tie("wrote")];
  const [person, work] = [map.kinds.indexOf("person"), map.kinds.indexOf("work")];
  const dated = wanted.from !== null || wanted.to !== null;
  const [first, last] = [wanted.from ?? 0, wanted.to ?? 9999];

  const there = nodes.key.map((_, n) => n === 0 || nodes.kind[n] !== work || !dated || within(nodes.year[n], first, last));
  const holds = (e) => {
    if (!there[edges.a[e]] || !there[edges.b[e]]) return false;
    if (edges.tie[e] !== together) return true;
    if (edges.weight[e] < wanted.weight) return false;
    return !dated || (edges.first[e] !== null && edges.last[e] !== null && edges.first[e] <= last && edges.last[e] >= first);
  };
  const lines = edges.a.map((_, e) => holds(e));

  const beside = nodes.key.map(() => []);
  lines.forEach((held, e) => {
    if (!held) return;
    beside[edges.a[e]].push([edges.b[e], edges.tie[e]]);
    beside[edges.b[e]].push([edges.a[e], edges.tie[e]]);
  });
  const isHeld = (n) => wanted.weight > 1 && nodes.kind[n] === person;
  const reached = walk(beginning(beside, nodes.kind[0] === person, wrote), beside, together, isHeld);
  for (let n = 0; n < there.length; n++) there[n] &&= reached.has(n);

  const kept = there.map((stays, n) => stays && (n === 0 || wanted.kinds.has(map.kinds[nodes.kind[n]])));
  const whole = lines.map((held, e) => held && there[edges.a[e]] && there[edges.b[e]]);
  const past = linesPast(map, whole, (n) => nodes.kind[n] === work && !kept[n], wrote, kept);
  return { nodes: kept, edges: whole.map((held, e) => held && kept[edges.a[e]] && kept[edges.b[e]]), past };
}

function beginning(beside, isPerson, wrote) {
  if (isPerson) return [0];
  const near = [0, ...beside[0].map(([n]) => n)];
  return [...near, ...near.flatMap((here) => beside[here].filter(([, tie]) => tie === wrote).map(([n]) => n))];
}

function walk(seeds, beside, together, isHeld) {
  const reached = new Set(seeds);
  let edge = [...reached];
  while (edge.length) {
    const next = [];
    for (const here of edge)
      for (const [n, tie] of beside[here])
        if (!reached.has(n) && (tie === together || !isHeld(n))) {
          reached.add(n);
          next.push(n);
        }
    edge = next;
  }
  return reached;
}

// Where works went, what they were about joins those who wrote them, as many works strong.
function linesPast({ edges, ties }, lines, isAway, wrote, kept) {
  const subject = [ties.indexOf("about"), ties.indexOf("at")];
  const about = new Map();
  const direct = new Set();
  lines.forEach((held, e) => {
    if (!held) return;
    direct.add(`${edges.a[e]} ${edges.b[e]}`).add(`${edges.b[e]} ${edges.a[e]}`);
    if (!subject.includes(edges.tie[e])) return;
    for (const [from, to] of [[edges.a[e], edges.b[e]], [edges.b[e], edges.a[e]]])
      about.set(from, [...(about.get(from) ?? []), [to, edges.tie[e]]]);
  });
  const past = new Map();
  lines.forEach((held, e) => {
    if (!held || edges.tie[e] !== wrote) return;
    const [who, what] = isAway(edges.a[e]) ? [edges.b[e], edges.a[e]] : [edges.a[e], edges.b[e]];
    if (!isAway(what) || !kept[who]) return;
    for (const [n, tie] of about.get(what) ?? []) {
      if (!kept[n] || direct.has(`${who} ${n}`)) continue;
      const line = past.get(`${who} ${n} ${tie}`) ?? { a: who, b: n, tie, weight: 0 };
      line.weight += 1;
      past.set(`${who} ${n} ${tie}`, line);
    }
  });
  return [...past.values()];
}
