// Loads items before they are reached, so that the next one is there without a wait.

import { get } from "./requests.js";

const ENOUGH = 10; // items that are loaded beyond the one that is shown
const FRESH = 20_000; // milliseconds for which what was loaded is taken for true
const LOOKED_AT = 3; // items ahead that are, as the one shown, looked at again when they are older

export class Ahead {
  #loading = null;

  constructor(session, address, filters) {
    Object.assign(this, { session, address, filters, renewed: () => {} });
  }

  // Called at each move; nothing waits for it.
  prepare() {
    const { entries, index, more } = this.session;
    if (more && entries.length - 1 - index < ENOUGH) this.more();
    const near = entries.slice(index, index + 1 + LOOKED_AT);
    const old = near.filter((entry) => entry.state === "open" && !this.#isFresh(entry));
    if (old.length) this.renew(old).then(() => this.renewed());
  }

  // Loads the next items; gives whether that went well.
  more() {
    this.#loading ??= this.#load().finally(() => (this.#loading = null));
    return this.#loading;
  }

  // Loads these items again, as they are now; gives whether that went well.
  async renew(entries) {
    const asked = Date.now();
    entries.forEach((entry) => (entry.loadedAt = asked)); // so that nobody asks twice
    const ids = entries.map((entry) => entry.id).join(",");
    const answer = await get(this.address, new URLSearchParams({ ids }));
    if (answer.kind !== "done") return false;
    answer.data.items.forEach((item) => this.session.renew(item));
    this.session.save();
    return true;
  }

  // Gives the first of what waits now, with the count; null if that can't be told.
  async waiting() {
    const answer = await get(this.address, this.filters);
    return answer.kind === "done" ? answer.data : null;
  }

  #isFresh(entry) {
    return entry.html && Date.now() - entry.loadedAt < FRESH;
  }

  async #load() {
    const query = new URLSearchParams(this.filters);
    query.set("after", this.session.entries.at(-1).place);
    const answer = await get(this.address, query);
    if (answer.kind === "done") this.session.add(answer.data.items, answer.data.more);
    return answer.kind === "done";
  }
}
