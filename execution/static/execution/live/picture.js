// Drawings that cards and the page of an item share: waves, validations, tasks done.

import { each, made, mark, write } from "./drawing.js";

const MOST_WAVES = 12;
const VALIDATIONS = [
  ["typescript", "TypeScript"],
  ["eslint", "ESLint"],
  ["build", "Build"],
  ["tests", "Tests"],
];

// The state of each wave: done, now or ahead; none where there are too many to draw.
export function wavesOf(row) {
  const { total_waves: total, current_wave: current, current_phase: phase } = row;
  if (!(total > 0 && total <= MOST_WAVES)) return [];
  if (["inspection", "complete"].includes(phase)) return Array(total).fill("done");
  const isBegun = ["foundation", "building"].includes(phase);
  const present = row.wave_status === "completed" ? "done" : "now";
  return Array.from({ length: total }, (_, at) => {
    if (at < current - 1) return "done";
    return at === current - 1 && isBegun ? present : "ahead";
  });
}

export function drawWaves(parent, row) {
  each(parent, wavesOf(row), () => made("i"), (node, state) => mark(node, "state", state));
}

function emptyCheck() {
  const node = made("li");
  const sign = made("span", "live-mark");
  sign.setAttribute("aria-hidden", "true");
  node.append(sign, made("span"), made("span"));
  return node;
}

// `wordsClass` is how the state's words look: large, or for screen readers alone.
export function drawValidations(parent, row, labels, wordsClass) {
  const checks = VALIDATIONS.map(([name, label]) => [label, row[`validation_${name}`] || ""]);
  each(parent, checks, emptyCheck, (node, [label, state]) => {
    const [, name, words] = node.children;
    mark(node, "state", state || "off");
    write(name, label);
    words.className = wordsClass;
    write(words, labels.validation[state]);
  });
}

export const percentDone = ({ tasks_completed: done, tasks_total: total }) =>
  total > 0 ? Math.min(Math.floor((100 * done) / total), 100) : 0;
