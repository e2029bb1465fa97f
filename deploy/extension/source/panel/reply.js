// An answer as the panel shows it. All that comes from pages and servers goes in as text.

import { element, say } from "../shared/words.js";

// Of the whole text, or of no text: no passage is nearer to these than another.
const OF_NO_PASSAGE = new Set(["translation", "summary", "about_bot"]);

const percent = (score) => `${Math.round(100 * score)}%`;

// A question, and below it what `reply` shows; that is put in when it is there.
export function exchange(question) {
  const reply = element("div", "reply", element("p", "meta waiting", say("reading")));
  return element("article", "", element("h2", "question", question), reply);
}

// Say below a question what is being done about it.
export function showProgress(article, { step, done, of }) {
  article.lastChild.firstChild.textContent = of ? say("readingOf", done, of) : say(step);
}

// Put an answer below its question.
//   entry: {reply, part}: the API's answer object; "page", "selected" or "url": what was read.
//   onPlace(index, button): somebody wants to see where a candidate stands.
export function showReply(article, { reply, part }, onPlace) {
  const [best, ...others] = reply.candidates;
  const shown = [element("p", `state ${reply.state}`, stateOf(reply))];
  const placed = (candidate, index, isAnswer) => {
    const button = element(
      "button",
      "place",
      isAnswer ? element("strong", "", candidate.text) : null,
      context(candidate, isAnswer),
    );
    button.type = "button";
    button.title = say(part === "url" ? "openThere" : "showThere");
    if (part !== "url") button.ariaPressed = "false";
    button.addEventListener("click", () => onPlace(index, button));
    return button;
  };
  if (reply.answer) shown.push(placed(best, 0, true));
  else if (best && !OF_NO_PASSAGE.has(reply.reason)) {
    shown.push(element("p", "meta", say("nearest")), placed(best, 0, false));
  }
  if (reply.answer && others.length) {
    const list = element("div", "others", ...others.map((one, at) => placed(one, at + 1, true)));
    const summary = element("summary", "", say("candidates", others.length));
    shown.push(element("details", "", summary, list));
  }
  shown.push(...remarks(reply, part).map((words) => element("p", "meta", words)));
  article.lastChild.replaceChildren(...shown);
}

export function showError(article, error, settings) {
  const words = element("p", "bad", error.message);
  article.lastChild.replaceChildren(words, ...(error.concernsSettings ? [settings] : []));
}

// What is read out when an answer comes.
export const spoken = (reply) =>
  [stateOf(reply), reply.answer?.text].filter(Boolean).join(": ");

function stateOf({ state, reason, answer }) {
  if (answer) return `${say(state)} · ${percent(answer.score)}`;
  return (reason && say(`reason_${reason}`)) || say("absent");
}

// Offsets are code points, JavaScript's strings are UTF-16.
function context(candidate, isAnswer) {
  const points = Array.from(candidate.context);
  if (!isAnswer) return element("span", "context", candidate.context);
  const start = candidate.start - candidate.context_start;
  const end = candidate.end - candidate.context_start;
  const piece = (from, to) => points.slice(from, to).join("");
  const answer = element("mark", "", piece(start, end));
  return element("span", "context", piece(0, start), answer, piece(end));
}

function remarks({ read, model, timings_ms: { total }, source }, part) {
  const seconds = total < 1000 ? `${Math.round(total)} ms` : `${(total / 1000).toFixed(1)} s`;
  const from = { page: say("fromPage"), selected: say("fromSelected"), url: say("fromUrl") }[part];
  const said = [`${from} · ${model.name} ${model.version} · ${seconds}`];
  if (read?.budget_ended) said.push(say("partlyRead", read.windows, read.windows_total));
  if (read?.source_complete === false) said.push(say("sourceCut"));
  if (part === "url" && source.title) said[0] = `${source.title} · ${said[0]}`;
  return said;
}
