// The whole text, with the answer marked in it, and the other candidates where one can click them.

import { byId, element, link } from "../dom.js";
import { utf16 } from "./offsets.js";
import { number, say } from "../words.js";

// Beyond this many UTF-16 units only what one sees is laid out.
const LONG = 50_000;

const shown = byId("text-shown");

/** Show a text that nothing is marked in yet. */
export function showText(text, title, note) {
  show(title, note, lines(text, []));
}

/**
 * Show the text of an answer.
 *
 * @param marks What is marked: `{start, end}` in code points, in the candidates' order.
 * @param whole What is marked are sentences, not answers.
 * @param choose Is called with the number of a candidate that is clicked.
 */
export function showSource({ source, marks, whole, choose }) {
  const text = source.text ?? "";
  const units = utf16(text, marks.flatMap(({ start, end }) => [start, end]));
  const spans = marks.map((_, at) => ({ at, start: units[2 * at], end: units[2 * at + 1] }));
  const title = source.title ?? source.url ?? say("pasted");
  show(title, say("characters", { count: number(source.characters) }), lines(text, spans), source.url);
  shown.classList.toggle("whole", whole);
  for (const mark of shown.querySelectorAll("mark")) {
    mark.addEventListener("click", () => choose(Number(mark.dataset.candidate)));
  }
}

/** Point to one of the candidates. */
export function point(candidate, tries = 4) {
  const marks = [...shown.querySelectorAll("mark")];
  for (const mark of marks) {
    mark.classList.toggle("chosen", Number(mark.dataset.candidate) === candidate);
  }
  const first = marks.find((mark) => mark.classList.contains("chosen"));
  if (!first) return;
  // Within the paper alone: the page stays where its reader is.
  const above = first.getBoundingClientRect().top - shown.getBoundingClientRect().top;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = shown.scrollTop + above - shown.clientHeight / 3;
  const long = shown.classList.contains("long");
  shown.scrollTo({ top, behavior: calm || long ? "auto" : "smooth" });
  // What stands above it was guessed at, and is known once it has been laid out.
  if (long && tries > 1) requestAnimationFrame(() => point(candidate, tries - 1));
}

function show(title, note, content, url) {
  byId("paper-title").replaceChildren(link(url, title));
  byId("paper-source").textContent = note;
  shown.replaceChildren(...content);
  shown.classList.toggle("long", shown.textContent.length > LONG);
  shown.scrollTop = 0;
}

/** Return a paragraph a line, with what is marked in it; a mark may go over several lines. */
function lines(text, spans) {
  const sorted = [...spans].sort((one, other) => one.start - other.start);
  let next = 0;
  let start = 0;
  return text.split("\n").map((line) => {
    const end = start + line.length;
    const paragraph = element("p");
    let done = start;
    while (next < sorted.length && sorted[next].start < end) {
      const { at, start: from, end: to } = sorted[next];
      const words = text.slice(Math.max(from, done), Math.min(to, end));
      paragraph.append(text.slice(done, Math.max(from, done)));
      paragraph.append(element("mark", { "data-candidate": at }, words));
      done = Math.min(to, end);
      if (to > end) break;
      next += 1;
    }
    paragraph.append(text.slice(done, end));
    start = end + 1;
    return paragraph;
  });
}
