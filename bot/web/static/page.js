// The page at /: asks POST /v1/answer and shows what it says. All text goes in as text, never HTML.

const words = {
  ko: {
    intro: "글을 읽고 질문에 답을 찾아 드립니다.",
    question: "질문", source: "읽을 글", paste: "붙여 넣기", link: "링크",
    ask: "물어보기", example: "예시 채우기", asking: "읽는 중…", other: "English",
    found: "답", unsure: "확실하지 않은 답", absent: "이 글에서는 답을 찾지 못했습니다.",
    translation: "번역은 하지 못합니다. 글에서 답을 찾는 일만 합니다.",
    summary: "요약은 하지 못합니다. 글에서 답을 찾는 일만 하니, 궁금한 것을 하나씩 물어봐 주세요.",
    about_bot: "저는 글을 읽고 그 안에서 답을 찾는 봇입니다. 글에 대해 궁금한 것을 물어봐 주세요.",
    counting: "세는 일은 하지 못합니다. 글에 적힌 답만 찾습니다.",
    arithmetic: "계산은 하지 못합니다. 글에 적힌 답만 찾습니다.",
    opinion: "의견은 드리지 못합니다. 글에 적힌 답만 찾습니다.",
    yes_no: "네, 아니요로는 답하지 못합니다. 글에 적힌 대목을 보고 판단해 주세요.",
    nearest: "가장 가까운 대목", candidates: "다른 후보", from: "출처", pasted: "붙여 넣은 글",
    page: (number) => `p. ${number}`, row: (number) => `${number}행`,
    cut: "페이지가 끝까지 오지 않아 받은 데까지만 읽었습니다.",
    partly: (read, total) =>
      `글이 길어서 질문과 가장 가까운 부분만 읽었습니다(${read}/${total} 구간). 다른 부분에 답이 있을 수 있습니다.`,
    failed: "서버에 연결할 수 없습니다. 잠시 뒤 다시 물어봐 주세요.",
  },
  en: {
    intro: "Reads a text and finds the answer to your question.",
    question: "Question", source: "What to read", paste: "Paste", link: "Link",
    ask: "Ask", example: "Fill in a Korean example", asking: "Reading…", other: "한국어",
    found: "Answer", unsure: "Uncertain answer", absent: "I did not find an answer in this text.",
    translation: "I cannot translate. All I do is find answers in a text.",
    summary: "I cannot summarise. All I do is find answers in a text: please ask about one thing at a time.",
    about_bot: "I am a bot that reads a text and finds answers in it. Please ask me about a text.",
    counting: "I cannot count. I only find answers that are written in the text.",
    arithmetic: "I cannot calculate. I only find answers that are written in the text.",
    opinion: "I have no opinions. I only find answers that are written in the text.",
    yes_no: "I cannot answer with yes or no. Please judge by what the text says.",
    nearest: "The closest passage", candidates: "Other candidates", from: "Source",
    pasted: "the pasted text",
    page: (number) => `p. ${number}`, row: (number) => `row ${number}`,
    cut: "The page ended before it was complete: I read what came.",
    partly: (read, total) =>
      `The text is long: I read only the parts closest to the question (${read} of ${total}). The answer may be elsewhere in it.`,
    failed: "The server cannot be reached. Please ask again in a moment.",
  },
};

// In Korean for everyone: that is what the bundled reader reads.
const example = {
  question: "훈민정음을 반포한 해는 언제인가?",
  text:
    "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들고 1446년에 반포한 문자이다. " +
    "집현전 학자들이 그 원리를 풀이한 해례본을 썼다. 해례본은 1940년 안동에서 발견되었으며, " +
    "지금은 간송미술관이 소장하고 있다.",
};

// Of the whole text, or of no text: no passage is nearer to these than another.
const ofNoPassage = new Set(["translation", "summary", "about_bot"]);

const byId = (id) => document.getElementById(id);
const form = byId("form");
const result = byId("result");
const submit = form.querySelector("button[type=submit]");
let language = localStorage.getItem("language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");

function speak() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = words[language][element.dataset.say];
  }
  byId("language").textContent = words[language].other;
  byId("language").lang = language === "ko" ? "en" : "ko";
}

function chooseKind(kind) {
  form.elements.kind.value = kind;
  byId("text").hidden = byId("text").disabled = kind !== "text";
  byId("url").hidden = byId("url").disabled = kind !== "url";
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// Offsets are code points, JavaScript's strings are UTF-16.
function highlighted(answer) {
  const context = Array.from(answer.context);
  const start = answer.start - answer.context_start;
  const end = answer.end - answer.context_start;
  const part = (from, to) => context.slice(from, to).join("");
  return element("blockquote", "", part(0, start), element("mark", "", part(start, end)), part(end));
}

function show(reply) {
  const say = words[language];
  const article = element("article", "");
  const [best, ...others] = reply.candidates;
  article.append(element("p", "state", say[reply.reason ?? reply.state]));
  if (reply.answer) {
    article.append(element("p", "answer", reply.answer.text), highlighted(reply.answer));
  } else if (best && !ofNoPassage.has(reply.reason)) {
    article.append(element("p", "meta", say.nearest), element("blockquote", "", best.context));
  }
  if (reply.answer && others.length) {
    const details = element("details", "", element("summary", "", say.candidates));
    for (const other of others) details.append(highlighted(other));
    article.append(details);
  }
  const { source, model, read, timings_ms } = reply;
  const name = source.title ?? source.url ?? say.pasted;
  const place = best?.place ?? { url: source.url };
  const link = element("a", "", name);
  if (place.url) Object.assign(link, { href: place.url, rel: "noreferrer", target: "_blank" });
  const where = [
    place.heading === source.title ? null : place.heading,
    place.page && say.page(place.page),
    place.row_number && say.row(place.row_number),
  ];
  const took = [`${Math.round(timings_ms.total)} ms`, `${model.name} ${model.version}`];
  const rest = [...where, ...took].filter(Boolean).map((part) => ` · ${part}`).join("");
  article.append(element("p", "meta", `${say.from}: `, place.url ? link : name, rest));
  if (!read.source_complete) article.append(element("p", "meta", say.cut));
  if (read.budget_ended) {
    article.append(element("p", "meta", say.partly(read.windows, read.windows_total)));
  }
  result.replaceChildren(article);
}

function showError(message) {
  result.replaceChildren(element("article", "", element("p", "error", message)));
}

async function ask() {
  const fields = new FormData(form);
  const kind = fields.get("kind");
  const body = { question: fields.get("question"), [kind]: fields.get(kind) };
  const headers = { "Content-Type": "application/json", "Accept-Language": language };
  const response = await fetch("/v1/answer", { method: "POST", headers, body: JSON.stringify(body) });
  const reply = await response.json();
  response.ok ? show(reply) : showError(reply.detail);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  submit.disabled = true;
  submit.textContent = words[language].asking;
  try {
    await ask();
  } catch {
    showError(words[language].failed);
  } finally {
    submit.disabled = false;
    submit.textContent = words[language].ask;
    result.hidden = false;
  }
});

form.addEventListener("change", () => chooseKind(form.elements.kind.value));

byId("example").addEventListener("click", () => {
  chooseKind("text");
  byId("question").value = example.question;
  byId("text").value = example.text;
});

byId("language").addEventListener("click", () => {
  language = language === "ko" ? "en" : "ko";
  localStorage.setItem("language", language);
  speak();
});

chooseKind("text");
speak();
