// The answer: its state, how likely it is in words, the sentence it stands in, other candidates.

import { element, link } from "../dom.js";
import { utf16 } from "./offsets.js";
import { percent, say } from "../words.js";

// Of the whole text, or of no text: no passage is nearer to these than another.
const OF_NO_PASSAGE = new Set(["translation", "summary", "about_bot"]);
const SURENESS = [[0.85, "sure"], [0.5, "likely"], [0.25, "doubtful"], [0, "guess"]];

/** Return the candidates that are worth showing: those of the answer, or the nearest passages. */
export const candidatesOf = (answer) => (OF_NO_PASSAGE.has(answer.reason) ? [] : answer.candidates);

/** Return what is to be marked in the text: an answer, or the sentence that is nearest to one. */
export const marksOf = (answer) =>
  candidatesOf(answer).map(({ start, end, context, context_start: from }) =>
    answer.answer ? { start, end } : { start: from, end: from + [...context].length },
  );

/** Return how likely a candidate is, in words. */
const sureness = (score) => say(SURENESS.find(([least]) => score >= least)[1]);

/**
 * Return the answer's card.
 *
 * @param choose Is called with the number of the candidate that is chosen.
 */
export function answerCard(answer, choose) {
  const candidates = candidatesOf(answer);
  const context = element("blockquote", { class: "context" });
  const where = element("p", { class: "where hint" });
  const show = (at) => {
    if (!candidates[at]) return;
    context.replaceChildren(...highlighted(candidates[at], Boolean(answer.answer)));
    where.replaceChildren(...place(candidates[at].place, answer.source));
  };
  show(0);
  const head = element(
    "div",
    { class: "head" },
    element("span", { class: "badge", "data-state": answer.reason ? "reason" : answer.state }, say(answer.reason ? "state-reason" : `state-${answer.state}`)),
    answer.answer && confidence(answer.answer.score),
  );
  const words = answer.answer
    ? element("p", { class: "answer" }, answer.answer.text)
    : element("p", { class: "none" }, say(answer.reason ? `reason.${answer.reason}` : "reply.absent"));
  // Several passages are listed, and need no quotation beside.
  const quoted = answer.answer ? candidates.length > 0 : candidates.length === 1;
  const nearest = !answer.answer && quoted && element("p", { class: "label" }, say("nearest"));
  const card = element(
    "article",
    { class: "card result" },
    head,
    words,
    nearest || null,
    quoted ? context : null,
    candidates.length > 0 ? where : null,
    choices(answer, candidates),
    ...notes(answer),
  );
  card.addEventListener("change", ({ target }) => choose(Number(target.value)));
  return { card, show };
}

function confidence(score) {
  const bar = element("span", { class: "bar-of", "aria-hidden": "true" }, element("span"));
  bar.firstChild.style.inlineSize = `${Math.round(100 * score)}%`;
  return element("span", { class: "sure" }, sureness(score), " · ", percent(score), bar);
}

/** Return the candidates as radio buttons: arrow keys go through them. */
function choices(answer, candidates) {
  if (candidates.length < 2) return null;
  const items = candidates.map((candidate, at) =>
    element(
      "label",
      { class: "candidate" },
      element("input", { type: "radio", name: "candidate", value: at, checked: at === 0 }),
      element("span", { class: "words" }, answer.answer ? candidate.text : candidate.context),
      answer.answer && element("span", { class: "hint" }, percent(candidate.score)),
    ),
  );
  const title = say(answer.answer ? "candidates" : "nearest-all");
  return element("fieldset", { class: "candidates" }, element("legend", { class: "label" }, title), ...items);
}

function highlighted({ context, context_start: from, start, end }, marked) {
  if (!marked) return [context];
  const [low, high] = utf16(context, [start - from, end - from]);
  return [context.slice(0, low), element("mark", {}, context.slice(low, high)), context.slice(high)];
}

function place({ heading, page, row, column, row_number: rowNumber, url }, source) {
  const parts = [
    heading === source.title ? null : heading,
    page && say("reply.page", { number: page }),
    rowNumber && say("reply.row", { number: rowNumber }),
    [row, column].filter(Boolean).join(" × "),
  ].filter(Boolean);
  const name = source.title ?? source.url ?? say("reply.pasted");
  const opened = url ? [link(url, `${say("open-there")} ↗`)] : [];
  return [say("reply.source"), name, ...parts.map((part) => ` · ${part}`), opened.length ? " · " : "", ...opened];
}

function notes({ read }) {
  const said = [
    !read.source_complete && say("reply.source-cut"),
    read.question_cut && say("reply.question-cut"),
    read.budget_ended && say("reply.partly-read", { read: read.windows, total: read.windows_total }),
  ];
  return said.filter(Boolean).map((note) => element("p", { class: "note" }, note));
}
