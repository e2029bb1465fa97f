// Asks the server's POST /v1/answer. Text goes there, and nowhere else.

import { say } from "./words.js";

const MOST_SECONDS = 120;
const CANDIDATES = 5;

// What went wrong, in words for whoever asked.
export class AskError extends Error {
  constructor(message, concernsSettings = false) {
    super(message);
    this.concernsSettings = concernsSettings;
  }
}

// The answer object of the API to a question of {text} or {url}; `onProgress` is told each step on
// the way to it: {step, done, of}.
export async function ask({ server, key }, question, source, onProgress = () => {}) {
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
  if (key) headers.Authorization = `Bearer ${key}`;
  const body = JSON.stringify({ question, top_k: CANDIDATES, ...source });
  let response;
  try {
    response = await fetch(`${server}/v1/answer`, {
      method: "POST",
      headers,
      body,
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(1000 * MOST_SECONDS),
    });
  } catch (error) {
    if (error.name === "TimeoutError") throw new AskError(say("tooSlow", MOST_SECONDS));
    throw new AskError(say("unreachable", server), true);
  }
  const reply = await replyOf(response, onProgress).catch(() => null);
  if (response.ok && reply?.candidates) return reply;
  const refused = [401, 403].includes(response.status);
  const ours = reply?.type?.startsWith("urn:mrc-bot:");
  throw new AskError(ours ? reply.detail : say("noSuchServer", server, response.status), refused || !ours);
}

// What a response says in the end: its JSON, or the last of its events, each a line of JSON.
async function replyOf(response, onProgress) {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.json();
  let rest = "";
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + part).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(event) ?? [];
      if (name === "progress") onProgress(JSON.parse(data));
      else if (name) return JSON.parse(data);
    }
  }
  return null;
}
