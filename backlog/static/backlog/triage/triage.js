// The triage page: puts the parts together and gives each action its key and its buttons.

import { Ahead } from "./ahead.js";
import { Course } from "./course.js";
import { Deciding } from "./deciding.js";
import * as keys from "./keys.js";
import { Messages } from "./messages.js";
import { Outbox } from "./outbox.js";
import { RejectDialog } from "./reject_dialog.js";
import { post } from "./requests.js";
import { Session } from "./session.js";
import { Summary } from "./summary.js";
import { View } from "./view.js";

const beginning = JSON.parse(document.getElementById("triage-beginning").textContent);
const root = document.getElementById("triage");
const named = [...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]);
const parts = Object.fromEntries(named);
const { addresses, csrfCookie, filters, queue, reasons, user } = beginning;

const session = new Session(user, filters, queue);
const messages = new Messages(parts);
const view = new View(session, parts);
const ahead = new Ahead(session, addresses.queue, filters);
const send = ({ kind, item, operation, decision, reason }) =>
  post(addresses[kind], { item, operation, ...(kind === "decide" && { decision, reason }) }, csrfCookie);
const outbox = new Outbox(session, send, {
  answered: (letter, answer) => deciding.answered(letter, answer),
  changed: () => messages.stopped(outbox.stopped, outbox.letters.length),
});
const summary = new Summary({ session, outbox, ahead, parts, undo: (entry) => deciding.undo(entry) });
const course = new Course({ session, ahead, view, messages, summary });
const deciding = new Deciding({ session, outbox, course, messages });
const reject = (reason) => deciding.decide("reject", reason);
const rejecting = new RejectDialog(document.getElementById("triage-reject"), reasons, reject);
const help = document.getElementById("triage-help");
const keySwitch = help.querySelector("[data-part=keys]");

keySwitch.checked = keys.areOn();
keySwitch.addEventListener("change", () => keys.turn(keySwitch.checked));

const actions = {
  approve: () => deciding.decide("approve"),
  defer: () => deciding.decide("defer"),
  reject: () => {
    const entry = deciding.open();
    if (entry) rejecting.open(entry.title);
  },
  undo: () => deciding.undoLast(),
  next: () => (course.isOver ? undefined : course.next()),
  previous: () => course.previous(),
  open: () => session.current && window.open(session.current.url, "_blank", "noopener"),
  help: () => help.showModal(),
  retry: () => outbox.retry(),
  again: () => course.again(),
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button) actions[button.dataset.action]();
});
keys.listen((action) => {
  if (session.entries.length || action === "help") actions[action]();
});
course.start();
outbox.retry();
