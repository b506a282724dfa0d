// The words for what is decided.

export const DONE = { approve: "approved", defer: "deferred", reject: "rejected" };

export const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const number = (value) => value.toLocaleString("en");

export function standing(entry) {
  if (entry.state === "decided") return `${capitalised(DONE[entry.decision])} by you.`;
  if (entry.state === "elsewhere") return `Already ${entry.told}.`;
  return "";
}

export const counted = ({ number: value, isCapped }) => number(value) + (isCapped ? "+" : "");
