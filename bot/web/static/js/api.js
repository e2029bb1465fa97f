// Asking the bot: POST /v1/answer, whose events tell how far it is.

const KEY = "key";

/** What the bot says instead of an answer, in the asker's language; status 0: it says nothing. */
export class Problem extends Error {
  constructor({ type = "", status = 0, detail = "" } = {}) {
    super(detail);
    this.type = type.replace("urn:mrc-bot:", "");
    this.status = status;
  }
}

export const hasKey = () => sessionStorage.getItem(KEY) !== null;
export const keepKey = (key) => sessionStorage.setItem(KEY, key);
export const forgetKey = () => sessionStorage.removeItem(KEY);

/** Return the reader's name and what may be asked of it, or null where a key is needed. */
export async function reader(language) {
  const response = await fetch("/v1/reader", { headers: headers(language) });
  return response.ok ? response.json() : null;
}

/**
 * Return the answer object of a question.
 *
 * @param asked `question`, and one of `text`, `url` and `file` (a File).
 * @param onProgress Is told each step: `{step, done, of}`.
 */
export async function ask(asked, { language, onProgress, signal }) {
  const include = ["text", "slack"];
  const sent = asked.file
    ? { body: form({ ...asked, include }), headers: headers(language) }
    : {
        body: JSON.stringify({ ...asked, include }),
        headers: { ...headers(language), "Content-Type": "application/json" },
      };
  sent.headers.Accept = "text/event-stream";
  const response = await fetch("/v1/answer", { method: "POST", signal, ...sent });
  if (!response.ok) throw new Problem(await response.json());
  for await (const { event, data } of events(response.body)) {
    if (event === "answer") return data;
    if (event === "problem") throw new Problem(data);
    onProgress(data);
  }
  throw new Problem();
}

function headers(language) {
  const key = sessionStorage.getItem(KEY);
  return { "Accept-Language": language, ...(key && { Authorization: `Bearer ${key}` }) };
}

function form(fields) {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) made.append(name, each);
  }
  return made;
}

/** Yield server-sent events as they come; the bot's have a name and one line of JSON. */
async function* events(stream) {
  let rest = "";
  for await (const part of chunks(stream.pipeThrough(new TextDecoderStream()))) {
    const blocks = (rest + part).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [, event] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (event) yield { event, data: JSON.parse(data) };
    }
  }
}

/** Yield a stream's parts: not every browser iterates over streams yet. */
async function* chunks(stream) {
  const source = stream.getReader();
  try {
    for (let part = await source.read(); !part.done; part = await source.read()) yield part.value;
  } finally {
    source.cancel().catch(() => {}); // given up already
  }
}
