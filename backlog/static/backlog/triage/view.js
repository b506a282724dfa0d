// Draws the item that the curator is at, and how far they are.

import { counted, number, standing } from "./words.js";

export class View {
  constructor(session, parts) {
    Object.assign(this, { session, parts });
  }

  // Shows the current item and puts the focus on its heading.
  item() {
    const { item } = this.parts;
    this.#only("item");
    item.innerHTML = this.session.current.html;
    this.around();
    scrollTo({ top: 0 });
    item.querySelector("h2").focus({ preventScroll: true });
  }

  // Draws what stands around the item: its state, the progress, what the buttons do now.
  around() {
    this.#progress();
    const entry = this.session.current;
    if (!entry || this.parts.item.hidden) return;
    this.#state(entry);
    for (const name of ["approve", "defer", "reject"]) this.#enable(name, entry.state === "open");
    this.#enable("previous", this.session.index > 0);
    this.#enable("undo", this.session.done.length > 0);
  }

  summary() {
    this.#only("summary");
    this.#progress();
  }

  empty() {
    this.#only("empty");
    this.parts.progress.hidden = true;
  }

  loading(isLoading) {
    this.parts.loading.hidden = !isLoading;
  }

  position() {
    const at = Math.min(this.session.index + 1, this.session.entries.length);
    return `${number(at)} of ${counted(this.session.total)}`;
  }

  #only(shown) {
    for (const name of ["item", "summary", "empty"]) this.parts[name].hidden = name !== shown;
    this.parts.actions.hidden = shown !== "item";
    this.parts.progress.hidden = false;
    this.loading(false);
  }

  #state(entry) {
    this.parts.item.querySelector(".triage-state")?.remove();
    const text = entry.refused || standing(entry);
    if (!text) return;
    const line = document.createElement("p");
    Object.assign(line, { className: "triage-state", textContent: text });
    this.parts.item.querySelector("header").append(line);
  }

  #progress() {
    const { approve, defer, reject, skipped, elsewhere } = this.session.outcomes();
    const decided = approve.length + defer.length + reject.length;
    const { position, tally, bar } = this.parts;
    position.textContent = this.position();
    tally.textContent = [
      `${number(decided)} decided`,
      skipped.length && `${number(skipped.length)} skipped`,
      elsewhere.length && `${number(elsewhere.length)} decided by others`,
    ].filter(Boolean).join(", ");
    const { number: total, isCapped } = this.session.total;
    bar.setAttribute("aria-valuemax", total);
    bar.setAttribute("aria-valuenow", decided);
    const most = `${isCapped ? "more than " : ""}${number(total)}`;
    bar.setAttribute("aria-valuetext", `${number(decided)} of ${most} decided`);
    bar.firstElementChild.style.width = `${(100 * decided) / Math.max(total, 1)}%`;
  }

  #enable(action, isEnabled) {
    const button = this.parts.actions.querySelector(`[data-action=${action}]`);
    button.setAttribute("aria-disabled", String(!isEnabled));
  }
}
