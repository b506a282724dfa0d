// What this tab knows: the items in their order, where the curator is, what was decided and what
// hasn't reached the server. It survives a reload; an item's state is one of
//   open, decided (here), elsewhere (by somebody else, or gone).

const KEPT = ["entries", "index", "count", "more", "done"];
const withoutTexts = (key, value) => (key === "html" || key === "loadedAt" ? undefined : value);

const isReturn = () => {
  const [navigation] = performance.getEntriesByType("navigation");
  return ["reload", "back_forward"].includes(navigation?.type);
};

function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value, withoutTexts));
  } catch {
    // A full or forbidden storage costs the memory of a reload, nothing else.
  }
}

export class Session {
  // Letters are the person's, whatever the list is filtered by: none waits for its list to return.
  constructor(user, filters, queue) {
    this.key = `mason.triage:${user}:${filters}`;
    this.lettersKey = `mason.triage.letters:${user}`;
    this.letters = stored(this.lettersKey) ?? [];
    const begun = { entries: [], index: 0, count: queue.count, more: queue.more, done: [] };
    const isGoingOn = isReturn() || this.letters.length > 0;
    Object.assign(this, begun, isGoingOn ? stored(this.key) : null);
    const isNew = this.entries.length === 0;
    if (isNew) this.add(queue.items, queue.more);
    else queue.items.forEach((item) => this.renew(item));
  }

  save() {
    store(this.key, Object.fromEntries(KEPT.map((name) => [name, this[name]])));
    store(this.lettersKey, this.letters);
  }

  get current() {
    return this.entries[this.index];
  }

  entry(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  // Items that come back unasked, because their place changed, are known already.
  add(items, more) {
    const fresh = items.filter((item) => !this.entry(item.id));
    const standing = ({ told }) => ({ state: told ? "elsewhere" : "open", loadedAt: Date.now() });
    this.entries.push(...fresh.map((item) => ({ ...item, ...standing(item) })));
    this.more = more;
    this.save();
  }

  renew(item) {
    const entry = this.entry(item.id);
    if (!entry) return;
    Object.assign(entry, { title: item.title, html: item.html, url: item.url, loadedAt: Date.now() });
    // What is still on its way to the server is newer than what the server says.
    if (entry.state === "decided" || this.letters.some((letter) => letter.item === item.id)) return;
    entry.told = item.told;
    entry.state = item.told ? "elsewhere" : "open";
  }

  decide(entry, decision, reason, operation) {
    Object.assign(entry, { state: "decided", decision, reason, operation, refused: "" });
    this.done.push(entry.id);
    this.save();
  }

  // Forgets the decision; `told` says what somebody else did, empty for an open item.
  reopen(entry, told = "") {
    Object.assign(entry, { state: told ? "elsewhere" : "open", told, decision: "", operation: "" });
    this.done = this.done.filter((id) => id !== entry.id);
    this.save();
  }

  // Goes on with what waits: what was left out here, and what came meanwhile.
  restart(queue) {
    this.entries = this.entries.filter((entry) => entry.state !== "open");
    this.index = this.entries.length;
    this.count = { ...queue.count, number: queue.count.number + this.entries.length };
    this.add(queue.items, queue.more);
  }

  nextOpen() {
    return this.entries.findIndex((entry, at) => at > this.index && entry.state === "open");
  }

  get total() {
    const isCapped = this.count.is_capped && this.more;
    return { number: Math.max(this.count.number, this.entries.length), isCapped };
  }

  // Entries by what became of them; those ahead that nobody has come to are in none.
  outcomes() {
    const all = this.entries;
    const decided = (what) => all.filter(({ state, decision }) => state === "decided" && decision === what);
    return {
      approve: decided("approve"),
      defer: decided("defer"),
      reject: decided("reject"),
      skipped: all.filter((entry, at) => entry.state === "open" && at < this.index),
      refused: all.filter((entry) => entry.refused),
      elsewhere: all.filter(({ state, refused }, at) => state === "elsewhere" && !refused && at < this.index),
    };
  }
}
