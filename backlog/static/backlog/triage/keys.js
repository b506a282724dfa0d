// Single keys for actions: never while somebody types, holds a modifier, or reads a dialog.

const KEYS = {
  a: "approve",
  d: "defer",
  x: "reject",
  u: "undo",
  j: "next",
  k: "previous",
  o: "open",
  "?": "help",
};
const REPEATABLE = ["next", "previous"];
const SWITCH = "mason.triage.keys";

export const areOn = () => localStorage.getItem(SWITCH) !== "off";

export const turn = (isOn) => localStorage.setItem(SWITCH, isOn ? "on" : "off");

const isTyping = (target) => target.isContentEditable || target.matches("input, textarea, select");

// The question mark needs the shift key on most keyboards.
const hasModifier = ({ ctrlKey, altKey, metaKey, shiftKey, key }) =>
  ctrlKey || altKey || metaKey || (shiftKey && key !== "?");

function actionOf(event) {
  const isMeant = !event.defaultPrevented && !event.isComposing && !hasModifier(event);
  if (!isMeant || isTyping(event.target) || document.querySelector("dialog[open]")) return null;
  const action = KEYS[event.key.toLowerCase()] ?? null;
  // A key that is held down decides once.
  return event.repeat && !REPEATABLE.includes(action) ? null : action;
}

export function listen(act) {
  document.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (!action || !(areOn() || action === "help")) return;
    event.preventDefault();
    act(action);
  });
}
