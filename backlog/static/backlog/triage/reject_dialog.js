// Asks why an item is rejected, and offers the curator's last reasons.

const OFFERED = 5;

export class RejectDialog {
  #picked = -1;

  constructor(dialog, reasons, decided) {
    Object.assign(this, { dialog, reasons, decided });
    this.field = dialog.querySelector("input");
    this.list = dialog.querySelector("[role=listbox]");
    this.part = (name) => dialog.querySelector(`[data-part=${name}]`);
    dialog.querySelector("form").addEventListener("submit", (event) => this.#submit(event));
    dialog.querySelector("form").noValidate = true;
    dialog.querySelector("[data-action=cancel]").addEventListener("click", () => dialog.close());
    this.field.addEventListener("keydown", (event) => this.#onKey(event));
    this.field.addEventListener("input", () => this.#mark(-1));
  }

  open(title) {
    this.part("subject").textContent = title;
    this.part("missing").textContent = "";
    this.field.value = "";
    this.#draw();
    this.dialog.showModal();
    this.field.focus();
  }

  #draw() {
    this.list.replaceChildren(...this.reasons.map((reason, at) => this.#option(reason, at)));
    this.list.hidden = this.part("offered").hidden = !this.reasons.length;
    this.field.setAttribute("aria-expanded", String(this.reasons.length > 0));
    this.#mark(-1);
  }

  #option(reason, at) {
    const option = document.createElement("li");
    Object.assign(option, { id: `triage-reason-${at}`, role: "option" });
    const key = document.createElement("kbd");
    key.textContent = at + 1;
    option.append(key, ` ${reason}`);
    option.addEventListener("click", () => {
      this.#pick(at);
      this.field.focus();
    });
    return option;
  }

  // A digit picks while nothing is written: a reason may have digits in it.
  #onKey(event) {
    const last = this.reasons.length - 1;
    const digit = this.field.value ? -1 : Number(event.key) - 1;
    let at = -1;
    if (event.key === "ArrowDown") at = Math.min(this.#picked + 1, last);
    else if (event.key === "ArrowUp") at = this.#picked < 0 ? last : Math.max(this.#picked - 1, 0);
    else if (digit >= 0 && digit <= last) at = digit;
    if (at < 0 || event.isComposing) return;
    event.preventDefault();
    this.#pick(at);
  }

  #pick(at) {
    this.field.value = this.reasons[at];
    this.part("missing").textContent = "";
    this.#mark(at);
  }

  #mark(at) {
    this.#picked = at;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === at));
    });
    if (at < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `triage-reason-${at}`);
  }

  #submit(event) {
    const reason = this.field.value.trim();
    if (!reason) {
      event.preventDefault();
      this.part("missing").textContent = "Say why: a rejection needs a reason.";
      this.field.focus();
      return;
    }
    this.reasons = [reason, ...this.reasons.filter((one) => one !== reason)].slice(0, OFFERED);
    this.dialog.close();
    this.decided(reason);
  }
}
