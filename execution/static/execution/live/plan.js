// The waves and their tasks, as they are done.

import { each, eachByKey, made, mark, offer, write } from "./drawing.js";
import { took } from "./times.js";

function emptyWave() {
  const node = made("li", "live-wave");
  const head = made("div", "live-wave-head");
  head.append(made("h4", "live-small-title"), made("span", "live-quiet"));
  node.append(head, made("ul"));
  return node;
}

function emptyTask() {
  const node = made("li", "live-task");
  const sign = made("span", "live-mark");
  sign.setAttribute("aria-hidden", "true");
  const what = made("p", "live-task-what");
  what.append(made("span", "live-quiet"), " ", made("span"));
  const how = made("p", "live-line live-quiet");
  how.append(made("span"), made("span"), made("span"));
  const text = made("div");
  text.append(what, how, made("p", "live-why"));
  node.append(sign, text);
  return node;
}

function fillTask(node, task) {
  const [what, how, why] = node.lastElementChild.children;
  mark(node, "state", task.status);
  write(what.firstElementChild, task.number);
  write(what.lastElementChild, task.description);
  write(how.children[0], task.status_label);
  offer(how.children[1], task.subagent);
  offer(how.children[2], timeOf(task));
  offer(why, task.error);
}

function timeOf({ status, started_at: from, completed_at: to }) {
  const isOver = status !== "in_progress";
  return from && (to || !isOver) ? took(from, to) : "";
}

export class Plan {
  #waves = [];

  constructor(parts) {
    this.parts = parts;
  }

  draw(waves) {
    this.#waves = waves;
    this.parts["tasks-block"].hidden = !waves.length;
    each(this.parts.plan, waves, emptyWave, (node, wave) => {
      const [title, done] = node.firstElementChild.children;
      mark(node, "state", wave.state);
      write(title, wave.title);
      write(done, `${wave.done} of ${wave.tasks.length} done`);
      const keyed = wave.tasks.map((task) => [task.id, task]);
      eachByKey(node.lastElementChild, keyed, "task", emptyTask, fillTask);
    });
  }

  // The times of running tasks go on.
  tick() {
    if (this.#waves.some(({ tasks }) => tasks.some((task) => task.status === "in_progress"))) {
      this.draw(this.#waves);
    }
  }
}
