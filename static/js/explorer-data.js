// The map from the server: asked for until it is built, at most a minute long; a newer call ends the one before.

let asking = null;

export class Problem extends Error {}

/** The map of this view; null where a newer call overtook this one; Problem, with a sentence, where none comes. */
export async function load(address, view) {
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    return await ask(address, view, mine.signal);
  } catch (error) {
    if (mine.signal.aborted) return null;
    if (error instanceof Problem) throw error;
    throw new Problem("The site did not answer. Please check your connection and try again.");
  } finally {
    if (asking === mine) asking = null;
  }
}

async function ask(address, view, signal) {
  const query = new URLSearchParams({ focus: view.focus, depth: view.depth });
  if (view.with.length) query.set("with", view.with.join(","));
  for (let attempt = 0; ; attempt++) {
    query.set("attempt", attempt);
    const answer = await fetch(`${address}?${query}`, { signal, headers: { Accept: "application/json" } });
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 200) return said;
    if (answer.status !== 202) throw new Problem(said.problem || "This map could not be drawn. Please try again.");
    await new Promise((done) => setTimeout(done, said.again));
    if (signal.aborted) return null;
  }
}
