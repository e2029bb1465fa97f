// Asks a running mrc-bot over HTTP, from Node or a browser: node client.mjs QUESTION URL

/** What the bot says instead of an answer; `type` is stable, `message` is for people. */
export class Problem extends Error {
  constructor({ type, status, detail }) {
    super(detail);
    Object.assign(this, { type, status });
  }
}

/** A client of one bot, for one key; without one on the bot's own machine. */
export class Bot {
  constructor(address = "http://127.0.0.1:8000", key = undefined) {
    this.address = address;
    this.headers = key ? { Authorization: `Bearer ${key}` } : {};
  }

  /** Return the answer object of a question of a source: `{text}` or `{url}`. */
  ask(question, source) {
    // Sent again after a lost connection, it gets the same response.
    return this.#post("/v1/answer", { question, ...source }, { "Idempotency-Key": crypto.randomUUID() });
  }

  /** Return the answer object of a question of a File or a Blob. */
  async askFile(question, file, name = file.name) {
    const form = new FormData();
    form.append("question", question);
    form.append("file", file, name);
    return answer(await fetch(`${this.address}/v1/answer`, { method: "POST", body: form, headers: this.headers }));
  }

  /** Return the answer objects of questions of one source, which is read once. */
  async askAll(questions, source) {
    return (await this.#post("/v1/answers", { questions, ...source })).answers;
  }

  /** Yield each event of a question as it comes, `{event, data}`: progress, and then the answer. */
  async *watch(question, source) {
    const response = await this.#send("/v1/answer", { question, ...source }, { Accept: "text/event-stream" });
    if (!response.ok) await answer(response);
    let rest = "";
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (rest + part.value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks.filter((each) => each.startsWith("event: "))) {
        const [event, data] = block.split("\n").map((line) => line.slice(line.indexOf(": ") + 2));
        if (event === "problem") throw new Problem(JSON.parse(data));
        yield { event, data: JSON.parse(data) };
      }
    }
  }

  async #post(path, body, headers) {
    return answer(await this.#send(path, body, headers));
  }

  #send(path, body, headers) {
    return fetch(this.address + path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...this.headers, ...headers },
    });
  }
}

async function answer(response) {
  const found = await response.json();
  if (!response.ok) throw new Problem(found);
  return found;
}

if (globalThis.process?.argv?.[1]?.endsWith("client.mjs")) {
  const [, , question, url] = process.argv;
  for await (const { event, data } of new Bot(undefined, process.env.MRC_KEY).watch(question, { url })) {
    if (event === "progress") console.error(data.step, data.done, "of", data.of);
    else console.log(data.state, data.answer?.text);
  }
}
