// What the page says beside the item: to screen readers, about refusals, about what isn't saved.

const PAUSE = 60; // milliseconds in which what is said is said together

export class Messages {
  #texts = [];

  constructor(parts) {
    this.parts = parts;
  }

  // Says something to screen readers, politely.
  say(text) {
    if (!this.#texts.length) setTimeout(() => this.#speak(), PAUSE);
    this.#texts.push(text);
  }

  // Shows and says what became of the last action.
  outcome(text) {
    this.parts.outcome.textContent = text;
    this.parts.outcome.hidden = !text;
    this.say(text);
  }

  // Takes away what became of the last action.
  quiet() {
    this.parts.outcome.hidden = true;
  }

  // Shows what went wrong until it is dismissed; `show` leads to the item.
  notice(text, show) {
    const line = document.createElement("li");
    line.className = "triage-notice triage-error";
    const words = document.createElement("span");
    words.textContent = text;
    line.append(words, button("Show it", show), button("Dismiss", () => line.remove()));
    this.parts.notices.append(line);
    this.say(text);
  }

  // Shows what hasn't reached the server, and why; nothing when all has.
  stopped(answer, number) {
    const { stopped, "stopped-text": text, "sign-in": signIn } = this.parts;
    const isNew = stopped.hidden && Boolean(answer);
    stopped.hidden = !answer;
    if (!answer) return;
    const what = number === 1 ? "1 change isn't saved yet." : `${number} changes aren't saved yet.`;
    text.textContent = `${answer.text} ${what}`;
    signIn.hidden = answer.why !== "signed-out";
    if (isNew) this.say(text.textContent);
  }

  #speak() {
    const text = this.#texts.splice(0).join(" ");
    const { announced } = this.parts;
    // The same words twice would be said once.
    announced.textContent = announced.textContent === text ? `${text}\u00a0` : text;
  }
}

function button(text, action) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "triage-button triage-small", textContent: text });
  made.addEventListener("click", action);
  return made;
}
