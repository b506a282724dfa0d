// The log: its last lines, and those that come; it follows unless the person scrolls up.

import { asked } from "./asking.js";
import { made, show } from "./drawing.js";
import { clockTime } from "./times.js";

const EVERY = 2_000; // milliseconds
const MOST_LINES = 2_000; // on the page
const NEAR = 24; // pixels from the end that count as the end
const NAMED = ["warn", "error"];

export class Log {
  #cursor = "";
  #known = new Map();
  #isFollowing = true;
  #isAsking = false;

  constructor(address, parts, signedOut) {
    Object.assign(this, { address, parts, signedOut });
    parts.log.addEventListener("scroll", () => this.#scrolled());
    parts.follow.addEventListener("click", () => this.#follow());
  }

  // Takes the first lines, which the page came with.
  begin(answer) {
    this.parts.lines.replaceChildren();
    this.#take(answer);
  }

  // `isWanted` tells whether lines may come that somebody sees.
  keepUp(isWanted) {
    setInterval(() => isWanted() && this.renew(), EVERY);
  }

  async renew() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    let isMore = true;
    while (isMore) isMore = await this.#ask();
    this.#isAsking = false;
  }

  async #ask() {
    const query = new URLSearchParams(this.#cursor ? { after: this.#cursor } : {});
    const { data, isSignedOut } = await asked(`${this.address}?${query}`);
    if (isSignedOut) this.signedOut();
    if (data) this.#take(data);
    return Boolean(data?.more);
  }

  #take({ lines, cursor, anew }) {
    if (anew) this.#forget();
    this.#cursor = cursor;
    for (const line of lines) if (!this.#known.has(line.id)) this.#add(line);
    while (this.#known.size > MOST_LINES) this.#drop();
    show(this.parts["log-empty"], !this.#known.size);
    show(this.parts.log, this.#known.size);
    if (this.#isFollowing) this.#toTheEnd();
  }

  #forget() {
    this.#known.clear();
    this.parts.lines.replaceChildren();
  }

  // A line that comes late goes where it belongs.
  #add(line) {
    const at = Date.parse(line.at);
    const node = drawn(line);
    let before = this.parts.lines.lastElementChild;
    while (before && Number(before.dataset.at) > at) before = before.previousElementSibling;
    if (before) before.after(node);
    else this.parts.lines.prepend(node);
    this.#known.set(line.id, node);
  }

  #drop() {
    const [[id, node]] = this.#known;
    this.#known.delete(id);
    node.remove();
  }

  #scrolled() {
    const { log, follow } = this.parts;
    this.#isFollowing = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    show(follow, !this.#isFollowing);
  }

  #follow() {
    this.#isFollowing = true;
    this.#toTheEnd();
    this.parts.log.focus({ preventScroll: true });
    show(this.parts.follow, false);
  }

  #toTheEnd() {
    this.parts.log.scrollTop = this.parts.log.scrollHeight;
  }
}

function drawn({ at, level, message }) {
  const node = made("li");
  node.dataset.level = level;
  node.dataset.at = Date.parse(at);
  const text = made("span");
  if (NAMED.includes(level)) text.append(made("b", "", level), " ");
  text.append(message);
  node.append(made("time", "", clockTime(at)), " ", text);
  return node;
}
