// How long each step took, as a small bar, and which reader answered.

import { element } from "../dom.js";
import { number, say } from "../words.js";

const STEPS = ["fetch", "featurize", "predict", "decode"];

/** Return the bar of an answer, with what its colours mean. */
export function timing({ timings_ms: took, model, read }) {
  const rest = took.total - STEPS.reduce((sum, step) => sum + took[step], 0);
  const steps = [...STEPS.map((step) => [step, took[step]]), ["rest", Math.max(rest, 0)]];
  const bar = element("div", { class: "steps", "aria-hidden": "true" });
  const meaning = element("dl", { class: "meaning" });
  for (const [step, ms] of steps) {
    const part = element("span", { class: step });
    part.style.flexGrow = Math.max(ms, took.total / 200);
    bar.append(part);
    const term = element("dt", {}, element("span", { class: `dot ${step}`, "aria-hidden": "true" }), say(`step-${step}`));
    meaning.append(element("div", {}, term, element("dd", {}, milliseconds(ms))));
  }
  const windows = say("windows", { read: read.windows, total: read.windows_total });
  return element(
    "section",
    { class: "card timing" },
    element("h3", {}, say("timing"), element("span", { class: "hint" }, ` ${milliseconds(took.total)}`)),
    bar,
    meaning,
    element("p", { class: "hint" }, `${model.name} ${model.version} · ${windows}`),
  );
}

const milliseconds = (ms) => (ms < 1000 ? `${number(Math.round(ms))} ms` : `${number(Math.round(ms / 100) / 10)} s`);
