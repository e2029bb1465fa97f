// How far the bot is with a question.

import { byId, element } from "../dom.js";
import { say } from "../words.js";

const status = byId("status");

/** Show a step: `{step, done, of}`; null: nothing is being done. */
export function showProgress(progress) {
  if (!progress) {
    status.replaceChildren();
    return;
  }
  const { step, done, of } = progress;
  const words = of ? say("doing-reading-of", { done, of }) : say(`doing-${step}`);
  const known = of ? { value: done, max: of } : {};
  status.replaceChildren(element("p", {}, words), element("progress", { ...known, "aria-label": words }));
}

/** Tell what is done now to who does not see it. */
export function announce(words) {
  status.replaceChildren(element("p", { class: "unseen" }, words));
}
