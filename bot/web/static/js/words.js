// The page's words in each language, as /words has them, and which language it speaks.

const FALLBACK = "en";
const KEPT = "language";

let tables = {};
let spoken = FALLBACK;

export const language = () => spoken;

/** Fetch the words, and speak what was chosen before, or else what the browser asks for. */
export async function loadWords() {
  tables = await (await fetch("/words")).json();
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.split("-")[0])];
  spoken = wanted.find((each) => each in tables) ?? FALLBACK;
}

/** Return the languages that there are, by code, as those who speak them call them. */
export const languages = () =>
  Object.entries(tables).map(([code, table]) => [code, table.name]);

export function speak(code) {
  spoken = code;
  localStorage.setItem(KEPT, code);
  showWords();
}

/** Return a message, "page.…" unless its group is named, filled in. */
export function say(name, parameters = {}) {
  const key = name.includes(".") ? name : `page.${name}`;
  const message = tables[spoken]?.words[key] ?? tables[FALLBACK]?.words[key] ?? key;
  return message.replace(/\{(\w+)\}/g, (whole, parameter) => parameters[parameter] ?? whole);
}

/** Put the words into the page, wherever an element names some. */
export function showWords(parameters = {}) {
  document.documentElement.lang = spoken;
  const put = (attribute, use) => {
    for (const each of document.querySelectorAll(`[data-${attribute}]`)) {
      use(each, say(each.dataset[attribute], parameters));
    }
  };
  put("say", (each, words) => (each.textContent = words));
  put("label", (each, words) => each.setAttribute("aria-label", words));
  put("placeholder", (each, words) => (each.placeholder = words));
}

export const percent = (share) =>
  new Intl.NumberFormat(spoken, { style: "percent" }).format(share);

export const number = (value) => new Intl.NumberFormat(spoken).format(value);
