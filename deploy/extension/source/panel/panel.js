// The panel: asks of the tab beside it, shows the answers, and shows in the tab where they stand.

import { AskError, ask } from "../shared/server.js";
import { load, siteOf } from "../shared/settings.js";
import { element, say, speak } from "../shared/words.js";
import { exchange, showError, showProgress, showReply, spoken } from "./reply.js";
import { mark, placeOf, read, selectedCharacters, unmark, watchSelection } from "./tab.js";

const MOST_KEPT = 20; // questions of a tab
// Fewer selected characters are more likely left over than meant.
const LEAST_SELECTED = 20;
const EVERYWHERE = { origins: ["*://*/*"] };

const byId = (id) => document.getElementById(id);
const form = byId("form");
const question = byId("question");
// A window of its own is about one tab, the side panel about the one in front.
const fixed = Number(new URLSearchParams(location.search).get("tab"));
const count = (number) => number.toLocaleString(document.documentElement.lang);

let tabId = null;
let page = null;
let looked = null;

async function frontTab() {
  if (fixed) return fixed;
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab?.id ?? null;
}

// Look at the tab in front: what can be asked of, and what was asked before.
const refresh = () => (looked = look().catch(() => {}));

async function look() {
  const id = await frontTab();
  if (id === null) return;
  const [settings, found] = await Promise.all([load(), read(id)]);
  if (id !== (await frontTab())) return; // another refresh is on its way
  const isAnother = id !== tabId || found.url !== page?.url;
  [tabId, page] = [id, found];
  await showPage(settings);
  if (isAnother) await showAsked();
  if (page.by === "text") await watchSelection(tabId);
  await showSelection();
}

async function showPage({ server }) {
  byId("title").textContent = page.title || say("noPage");
  const host = server && new URL(server).host;
  byId("about").textContent = !host || page.unallowed
    ? ""
    : page.by === "text"
      ? say(page.isFull ? "aboutLong" : "aboutText", count(page.text.length), host)
      : say(page.by === "url" ? "aboutUrl" : "aboutNothing", host);
  await showNeeded(server);
}

// What is still missing before anything, or all of the page, can be read.
async function showNeeded(server) {
  const others = [];
  for (const origin of page.otherSites ?? []) {
    if (!(await chrome.permissions.contains(siteOf(origin)))) others.push(origin);
  }
  const sites = { origins: others.flatMap((origin) => siteOf(origin).origins) };
  const [why, words, grant] =
    !server || !(await chrome.permissions.contains(siteOf(server)))
      ? [say("noServer"), say("openSettings"), () => chrome.runtime.openOptionsPage()]
      : page.unallowed
        ? [say("unallowed"), say("allowAll"), () => chrome.permissions.request(EVERYWHERE)]
        : others.length
          ? [
              say("otherSites", others.map((origin) => new URL(origin).host).join(", ")),
              say("allowOthers"),
              () => chrome.permissions.request(sites),
            ]
          : [];
  byId("allow").hidden = !why;
  byId("why").textContent = why ?? "";
  byId("grant").textContent = words ?? "";
  byId("grant").onclick = async () => {
    await grant();
    await refresh();
  };
}

async function showSelection() {
  const selected = page?.by === "text" ? await selectedCharacters(tabId) : 0;
  const parts = byId("parts");
  const [whole, part] = parts.querySelectorAll("input");
  if (parts.hidden && selected >= LEAST_SELECTED) part.checked = true;
  if (!selected) whole.checked = true;
  parts.hidden = !selected;
  byId("selected").textContent = say("selectedPart", count(selected));
}

// Questions and answers of this tab's page, kept while the browser runs.
async function kept() {
  const { [tabId]: asked } = await chrome.storage.session.get(String(tabId));
  return asked?.url === page.url ? asked.entries : [];
}

async function keep(id, url, entry) {
  const { [id]: asked } = await chrome.storage.session.get(String(id));
  const before = asked?.url === url ? asked.entries : [];
  const entries = [...before, entry].slice(-MOST_KEPT);
  await chrome.storage.session.set({ [id]: { url, entries } });
}

async function showAsked() {
  byId("asked").replaceChildren();
  for (const entry of await kept()) show(append(entry.question), entry);
}

function append(words) {
  const article = exchange(words);
  byId("asked").append(article);
  article.scrollIntoView({ block: "end" });
  return article;
}

function show(article, entry) {
  showReply(article, entry, (index, button) => showPlace(entry, index, button));
}

async function showPlace({ reply, part, places }, index, button) {
  if (part === "url") return open(reply.candidates[index].place?.url ?? reply.source.url);
  const isShown = button.ariaPressed === "true";
  for (const other of document.querySelectorAll(".place[aria-pressed=true]")) {
    other.ariaPressed = "false";
  }
  if (isShown) return unmark(tabId);
  const isThere = await mark(tabId, places[index]).catch(() => false);
  button.ariaPressed = String(isThere);
  byId("status").textContent = isThere ? say("shown") : say("placeGone");
  const gone = element("p", "bad gone", say("placeGone"));
  button.parentElement.querySelector(".gone")?.remove();
  if (!isThere) button.after(gone);
}

// Here, where the place is in what the tab shows; else in a tab of its own.
function open(url) {
  const isHere = url.split("#")[0] === page.url.split("#")[0];
  return isHere ? chrome.tabs.update(tabId, { url }) : chrome.tabs.create({ url });
}

async function answer(article, words) {
  const [id, settings] = [tabId, await load()];
  const asked = await read(id);
  if (asked.by === "nothing") throw new AskError(say(asked.unallowed ? "unallowed" : "aboutNothing"));
  if (!settings.server) throw new AskError(say("noServer"), true);
  const wants = form.elements.part.value;
  const part = asked.by === "url" ? "url" : wants === "selected" && asked.selected ? wants : "page";
  const span = part === "selected" ? asked.selected : { start: 0, end: asked.text?.length };
  const source =
    part === "url" ? { url: asked.url } : { text: asked.text.slice(span.start, span.end) };
  const reply = await ask(settings, words, source, (progress) => showProgress(article, progress));
  const places =
    part === "url" ? [] : reply.candidates.map((one) => placeOf(one, asked, span));
  const entry = { question: words, reply, part, places };
  await keep(id, asked.url, entry);
  if (article.isConnected) show(article, entry);
  else if (id === tabId) await showAsked(); // somebody was at another tab meanwhile
  byId("status").textContent = spoken(reply);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = question.value.trim();
  const button = form.querySelector("button");
  if (!words || button.disabled) return;
  button.disabled = true;
  question.value = "";
  await looked;
  const article = append(words);
  byId("status").textContent = say("reading");
  try {
    await answer(article, words);
  } catch (error) {
    const known = error instanceof AskError ? error : new AskError(say("failed"));
    showError(article, known, settingsLink());
    byId("status").textContent = known.message;
    question.value ||= words; // to be asked again
  } finally {
    button.disabled = false;
    article.scrollIntoView({ block: "nearest" });
  }
});

function settingsLink() {
  const link = element("a", "meta", say("openSettings"));
  return Object.assign(link, { href: "../options/options.html", target: "_blank" });
}

question.addEventListener("keydown", (event) => {
  // An Enter that ends a syllable asks nothing yet.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

chrome.runtime.onMessage.addListener((message) => {
  if (message.selectionChanged) showSelection();
  else refresh();
});
chrome.tabs.onActivated.addListener(refresh);
chrome.tabs.onUpdated.addListener((id, { status, url }) => {
  if (id === tabId && (status === "complete" || url)) refresh();
});
chrome.storage.local.onChanged.addListener(refresh);

speak();
question.focus();
refresh();
