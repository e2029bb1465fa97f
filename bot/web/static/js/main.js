// The page at /: puts its parts together.

import { answerCard, marksOf } from "./answer/answer.js";
import { point, showSource, showText } from "./answer/paper.js";
import { slackMessage } from "./answer/slack.js";
import { timing } from "./answer/timing.js";
import { addressOf, askedByAddress, showInAddress } from "./ask/address.js";
import { example, showExamples } from "./ask/examples.js";
import { busy, fill, listen } from "./ask/form.js";
import { remember, showHistory } from "./ask/history.js";
import { askForKey } from "./ask/key.js";
import { announce, showProgress } from "./ask/progress.js";
import { Problem, ask as askBot, reader } from "./api.js";
import { byId, element } from "./dom.js";
import { language, languages, loadWords, say, showWords, speak } from "./words.js";

const MEGABYTE = 1_000_000;

const result = byId("result");
// What is shown: what was asked, and its answer or problem. It is drawn anew in another language.
let shown = null;
let asking = null;
let about = null;

async function ask(asked) {
  asking?.abort();
  const mine = (asking = new AbortController());
  busy(() => mine.abort());
  showInAddress(asked);
  show(null);
  showText(asked.text ?? "", asked.url ?? asked.file?.name ?? say("pasted"), "");
  const onProgress = (step) => mine === asking && showProgress(step);
  onProgress({ step: asked.url ? "fetching" : "waiting" });
  try {
    const answer = await askBot(asked, { language: language(), onProgress, signal: mine.signal });
    if (mine !== asking) return;
    remember(asked, answer.reason ? "reason" : answer.state);
    show({ asked, answer });
    announce(spoken(answer));
  } catch (error) {
    if (mine !== asking) return;
    showProgress(null);
    if (mine.signal.aborted) return;
    if (error instanceof Problem && error.status === 401) {
      if (await askForKey(error.type === "key-unknown" ? error.message : "")) {
        showReader();
        return await ask(asked);
      }
    }
    show({ asked, problem: error instanceof Problem ? error : new Problem() });
  } finally {
    if (mine === asking) {
      busy(null);
      showHistory(use);
    }
  }
}

function show(what) {
  shown = what;
  result.hidden = !what;
  byId("beside").replaceChildren();
  if (!what) {
    result.replaceChildren();
    return;
  }
  const { asked, answer, problem } = what;
  if (problem) {
    const words = problem.status === 401 ? say("key-title") : problem.message || say("failed");
    result.replaceChildren(
      element("div", { class: "card problem", role: "alert" }, element("p", {}, words)),
    );
    return;
  }
  const { card, show: showCandidate } = answerCard(answer, (at) => choose(at));
  const choose = (at) => {
    showCandidate(at);
    point(at);
    const radio = card.querySelector(`input[value="${at}"]`);
    if (radio) radio.checked = true;
  };
  if (asked.url) card.append(copyButton(asked));
  result.replaceChildren(card);
  byId("beside").replaceChildren(slackMessage(answer.slack ?? []), timing(answer));
  showSource({ source: answer.source, marks: marksOf(answer), whole: !answer.answer, choose });
  point(0);
  if (matchMedia("(width < 62rem)").matches) card.scrollIntoView({ block: "nearest" });
}

function copyButton(asked) {
  const button = element("button", { type: "button", class: "quiet small" }, say("copy"));
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(addressOf(asked));
    button.textContent = say("copied");
  });
  return button;
}

function spoken(answer) {
  if (answer.answer) return `${say(`state-${answer.state}`)}: ${answer.answer.text}`;
  return say(answer.reason ? `reason.${answer.reason}` : "reply.absent");
}

/** Ask one of the last questions again; of what was not kept there is the question alone. */
function use({ question, text, url }) {
  fill({ question, text, url });
  if (url !== undefined) ask({ question, url });
  else if (text !== undefined) ask({ question, text });
}

/** Put the title in, with what stands in brackets marked. */
function showTitle() {
  const [before, marked, after] = say("title").split(/[[\]]/);
  document.title = `mrc-bot · ${before}${marked}${after}`;
  byId("title").replaceChildren(before, element("mark", {}, marked), after);
}

function draw() {
  showTitle();
  showWords({ megabytes: Math.round((about?.limits.file_bytes ?? 20 * MEGABYTE) / MEGABYTE) });
  showExamples((asked) => {
    fill(asked);
    ask(asked);
  });
  showHistory(use);
  byId("reader").textContent = about
    ? say("reader", { name: about.model.name, version: about.model.version, bot: about.version })
    : "";
  if (shown) show(shown);
  else showText(example().text, say("example-text"), say("example-hint"));
}

async function showReader() {
  about = await reader(language()).catch(() => null);
  draw();
}

async function start() {
  await loadWords();
  const choice = byId("language");
  choice.append(...languages().map(([code, name]) => element("option", { value: code, lang: code }, name)));
  choice.value = language();
  choice.addEventListener("change", () => {
    speak(choice.value);
    draw();
  });
  draw();
  listen(ask);
  fillFromAddress();
  addEventListener("hashchange", fillFromAddress);
  showReader();
}

function fillFromAddress() {
  const asked = askedByAddress();
  if (!asked) return;
  fill(asked);
  byId("filled").hidden = !asked.url;
  byId(asked.url ? "ask" : "text").focus();
}

start();
