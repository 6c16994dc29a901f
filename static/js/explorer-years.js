// The graph through time: two thumbs, the two numbers beside them, and a button that lets the last year run.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const STEP = 700;

export class Years {
  /** `changed` is called with {from, to} and whether this is one of many steps of one movement. */
  constructor(fieldset, changed) {
    this.changed = changed;
    this.numbers = Object.fromEntries(["from", "to"].map((end) => [end, fieldset.querySelector(`[name=${end}]`)]));
    this.thumbs = Object.fromEntries(["from", "to"].map((end) => [end, fieldset.querySelector(`[data-end=${end}]`)]));
    this.button = fieldset.querySelector("[data-do=play]");
    this.room = fieldset.querySelector(".explorer-thumbs");
    for (const end of ["from", "to"]) {
      this.thumbs[end].addEventListener("input", () => this.#slide(end));
      this.numbers[end].addEventListener("change", () => this.#typed(end));
    }
    this.button.addEventListener("click", () => (calm.matches ? this.#next() : this.isPlaying ? this.stop() : this.#play()));
    calm.addEventListener("change", () => this.stop());
  }

  /** The years that a map knows; without two of them there is nothing to slide. */
  spans(map) {
    const known = [...map.nodes.year, ...map.edges.first, ...map.edges.last].filter((year) => year !== null);
    [this.least, this.most] = [Math.min(...known), Math.max(...known)];
    const any = known.length > 0 && this.least < this.most;
    this.room.hidden = this.button.hidden = !any;
    for (const control of [...Object.values(this.thumbs), this.button]) control.disabled = !any;
    if (!any) return;
    for (const thumb of Object.values(this.thumbs)) Object.assign(thumb, { min: this.least, max: this.most, step: 1 });
    this.stop();
  }

  show({ from, to }) {
    this.numbers.from.value = from ?? "";
    this.numbers.to.value = to ?? "";
    if (this.room.hidden) return;
    this.thumbs.from.value = from ?? this.least;
    this.thumbs.to.value = to ?? this.most;
    for (const end of ["from", "to"]) this.thumbs[end].setAttribute("aria-valuetext", { from, to }[end] ? `${{ from, to }[end]}` : "all years");
    const share = (year) => `${(100 * (Math.min(Math.max(year, this.least), this.most) - this.least)) / (this.most - this.least)}%`;
    this.room.style.setProperty("--from", share(from ?? this.least));
    this.room.style.setProperty("--to", share(to ?? this.most));
  }

  #slide(end) {
    this.stop();
    let [from, to] = [Number(this.thumbs.from.value), Number(this.thumbs.to.value)];
    if (from > to) [from, to] = end === "from" ? [to, to] : [from, from];
    this.#tell(from, to, true);
  }

  #typed() {
    this.stop();
    const year = (input) => (input.value && input.validity.valid ? Number(input.value) : null);
    let [from, to] = [year(this.numbers.from), year(this.numbers.to)];
    if (from && to && from > to) [from, to] = [to, from];
    this.changed({ from, to }, false);
  }

  // From end to end is no filter at all: what has no known year is shown then, too.
  #tell(from, to, moving) {
    const all = from <= this.least && to >= this.most;
    this.changed(all ? { from: null, to: null } : { from: from <= this.least ? null : from, to: to >= this.most ? null : to }, moving);
  }

  #play() {
    if (Number(this.thumbs.to.value) >= this.most) this.changed({ from: null, to: this.least }, false);
    this.isPlaying = setInterval(() => this.#next() || this.stop(), STEP);
    this.#say();
  }

  #next() {
    const to = Number(this.thumbs.to.value);
    const next = to >= this.most && !this.isPlaying ? this.least : to + 1;
    this.changed({ from: this.numbers.from.value ? Number(this.numbers.from.value) : null, to: next >= this.most ? null : next }, true);
    return next < this.most;
  }

  stop() {
    clearInterval(this.isPlaying);
    this.isPlaying = null;
    this.#say();
  }

  #say() {
    this.button.textContent = this.isPlaying ? "Stop" : calm.matches ? "Next year" : "Play";
    this.button.setAttribute("aria-pressed", String(Boolean(this.isPlaying)));
  }
}
