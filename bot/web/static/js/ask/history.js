// The last questions of this browser; they are kept here, and nowhere else.

import { byId, element } from "../dom.js";
import { say } from "../words.js";

const KEPT = "questions";
const MOST = 12;
// A longer text is not kept: its question is asked again of what is pasted again.
const MOST_TEXT = 20_000;

/** Keep a question, the newest first; a repeated one moves up. */
export function remember({ question, text, url, file }, state) {
  const source = url !== undefined ? { url } : text?.length <= MOST_TEXT ? { text } : {};
  const made = { question, state, name: file?.name, ...source };
  const same = (other) => other.question === question && other.url === url && other.text === made.text;
  keep([made, ...kept().filter((other) => !same(other))].slice(0, MOST));
}

/** Show the questions; `use` is called with the one that is clicked. */
export function showHistory(use) {
  const items = kept().map((asked) => {
    const button = element(
      "button",
      { type: "button", class: "example", "data-state": asked.state },
      element("span", { class: "dot", "aria-hidden": "true" }),
      element("span", {}, asked.question),
      element("span", { class: "hint" }, asked.url ?? asked.name ?? asked.text?.slice(0, 40) ?? ""),
    );
    button.addEventListener("click", () => use(asked));
    return element("li", {}, button);
  });
  byId("questions").replaceChildren(...items);
  byId("history").hidden = items.length === 0;
  byId("clear").onclick = () => {
    localStorage.removeItem(KEPT);
    showHistory(use);
    byId("question").focus();
  };
  byId("clear").textContent = say("clear");
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(found) ? found.filter((each) => typeof each?.question === "string") : [];
  } catch {
    return []; // of somebody else, or half written
  }
}

function keep(questions) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(questions));
  } catch {
    localStorage.removeItem(KEPT); // no room: then none
  }
}
