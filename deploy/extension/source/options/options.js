// Where the server is, and its key: saved when the browser lets the extension speak with it, and
// tried with a question at once.

import { AskError, ask } from "../shared/server.js";
import { addressOf, load, save, siteOf } from "../shared/settings.js";
import { say, speak } from "../shared/words.js";

const form = document.getElementById("form");
const outcome = document.getElementById("outcome");
const USUAL = "http://127.0.0.1:8000";

function tell(words, look = "") {
  outcome.className = look;
  outcome.textContent = words;
}

async function test(settings) {
  const { model, timings_ms: took } = await ask(settings, say("trialQuestion"), {
    text: say("trialText"),
  });
  return say("connected", `${model.name} ${model.version}`, Math.round(took.total));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const server = addressOf(form.elements.server.value.trim());
  if (!server) return tell(say("noAddress"), "bad");
  // First of all: the browser asks only at once after a click.
  const isAllowed = await chrome.permissions.request(siteOf(server));
  if (!isAllowed) return tell(say("notAllowed"), "bad");
  const settings = { server, key: form.elements.key.value.trim() };
  form.elements.server.value = server;
  await save(settings);
  const button = form.querySelector("button");
  button.disabled = true;
  tell(say("trying"));
  try {
    tell(await test(settings), "good");
  } catch (error) {
    tell(error instanceof AskError ? error.message : say("failed"), "bad");
  } finally {
    button.disabled = false;
  }
});

speak();
const { server, key } = await load();
form.elements.server.value = server || USUAL;
form.elements.key.value = key;
