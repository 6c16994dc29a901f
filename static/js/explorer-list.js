// The same as a table: what can be seen, in the order of the rule, written when it is opened and whenever it changes.

export class List {
  constructor(place) {
    this.place = place;
    this.body = place.querySelector("tbody");
    place.addEventListener("toggle", () => this.write());
  }

  /** Takes what is seen: [{name, url, kind, near}]. */
  show(rows) {
    this.rows = rows;
    this.write();
  }

  write() {
    if (this.place.open && this.rows) this.body.replaceChildren(...this.rows.map(row));
  }
}

function row({ name, url, kind, near }) {
  const made = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  const link = document.createElement("a");
  link.href = url;
  const said = document.createElement("bdi");
  said.textContent = name;
  link.append(said);
  head.append(link);
  made.append(head, ...[kind, near].map((text) => Object.assign(document.createElement("td"), { textContent: text })));
  return made;
}
