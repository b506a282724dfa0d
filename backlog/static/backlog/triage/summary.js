// What was decided, at the end: how many of each, which, and what to do next.

import { capitalised, counted, number } from "./words.js";

const NAMES = {
  approve: "Approved",
  defer: "Deferred",
  reject: "Rejected",
  skipped: "Skipped",
  refused: "Refused",
  elsewhere: "Decided by others",
};
const SHOWN = 100; // items of a list: more than anybody reads again

function made(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

const total = (label, value) =>
  made("div", "", made("dt", "", label), made("dd", "", number(value)));

export class Summary {
  constructor({ session, outbox, ahead, parts, undo }) {
    Object.assign(this, { session, outbox, ahead, parts, undo });
  }

  show() {
    this.draw();
    this.parts.summary.querySelector("h2").focus();
    this.lookAhead();
  }

  draw() {
    const outcomes = this.session.outcomes();
    const rows = Object.entries(NAMES).filter(([name]) => name !== "elsewhere" || outcomes[name].length);
    const totals = rows.map(([name, label]) => total(label, outcomes[name].length));
    this.parts.totals.replaceChildren(...totals);
    const filled = rows.filter(([name]) => outcomes[name].length);
    const lists = filled.map(([name, label]) => this.#list(name, label, outcomes[name]));
    this.parts.lists.replaceChildren(...lists);
  }

  // Says what waits now, once everything that was decided has arrived.
  async lookAhead() {
    await this.outbox.idle();
    const queue = await this.ahead.waiting();
    if (!queue || this.parts.summary.hidden) return;
    const { number: count, is_capped: isCapped } = queue.count;
    const { waiting, "nothing-left": nothing, command } = this.parts;
    const again = this.parts.summary.querySelector("[data-action=again]");
    const verb = count === 1 ? "item is" : "items are";
    waiting.textContent = `${counted({ number: count, isCapped })} ${verb} still new.`;
    waiting.hidden = again.hidden = count === 0;
    nothing.hidden = count > 0;
    if (command) command.hidden = count > 0;
  }

  #list(name, label, entries) {
    const rows = entries.slice(0, SHOWN).map((entry) => this.#row(name, entry));
    const rest = entries.length - rows.length;
    if (rest) rows.push(made("li", "", `and ${number(rest)} more`));
    const heading = made("h3", "font-semibold text-important", label);
    return made("section", "", heading, made("ul", "", ...rows));
  }

  #row(name, entry) {
    const link = made("a", "underline", entry.title);
    Object.assign(link, { href: entry.url, target: "_blank", rel: "noopener" });
    const whys = { refused: entry.refused, elsewhere: capitalised(entry.told), reject: entry.reason };
    const why = whys[name] ? [made("span", "triage-why", whys[name])] : [];
    const row = made("li", "", made("span", "", link, ...why));
    if (entry.state === "decided") row.append(this.#undoButton(entry));
    return row;
  }

  #undoButton(entry) {
    const button = made("button", "triage-button triage-small", "Undo");
    button.type = "button";
    button.setAttribute("aria-label", `Undo: ${entry.title}`);
    button.addEventListener("click", () => {
      this.undo(entry);
      this.show();
    });
    return button;
  }
}
