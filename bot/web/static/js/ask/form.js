// The form: a question, and a text, a link or a file to read.

import { byId } from "../dom.js";
import { say } from "../words.js";

const SOURCES = { text: "text", url: "url", file: "file-area" };

const form = byId("form");
const question = byId("question");
const complaint = byId("form-error");

/** Call `ask` with what is asked, whenever the form is sent; files may be dropped anywhere. */
export function listen(ask) {
  form.addEventListener("change", ({ target }) => target.name === "kind" && choose(target.value));
  form.addEventListener("input", () => complain(null));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    byId("filled").hidden = true;
    const asked = values();
    if (asked) ask(asked);
  });
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  listenForFiles();
}

/** Fill the form in, with a question and a text or a link; of a file there is the question alone. */
export function fill({ question: words, text, url }) {
  question.value = words;
  if (url !== undefined) choose("url", url);
  else if (text !== undefined) choose("text", text);
  complain(null);
}

/** Show that something is asked, and let it be stopped. */
export function busy(stop) {
  byId("ask").disabled = Boolean(stop);
  byId("stop").hidden = !stop;
  byId("stop").onclick = stop;
}

function choose(kind, value) {
  form.elements.kind.value = kind;
  for (const [name, id] of Object.entries(SOURCES)) byId(id).hidden = name !== kind;
  if (value !== undefined) byId(kind).value = value;
}

/** Return what is asked, or null after saying what is missing. */
function values() {
  const words = question.value.trim();
  if (!words) return complain("no-question", question);
  const kind = form.elements.kind.value;
  const field = byId(kind);
  if (kind === "file") {
    return field.files.length ? { question: words, file: field.files[0] } : complain("no-file", field);
  }
  if (!field.value.trim()) return complain(kind === "url" ? "no-link" : "no-text", field);
  const source = kind === "url" ? field.value.trim() : field.value;
  return { question: words, [kind]: source };
}

function complain(what, field) {
  complaint.hidden = what === null;
  complaint.textContent = what === null ? "" : say(what);
  for (const each of [question, byId("text"), byId("url"), byId("file")]) {
    each.toggleAttribute("aria-invalid", each === field);
    if (each === field) each.setAttribute("aria-describedby", complaint.id);
    else each.removeAttribute("aria-describedby");
  }
  field?.focus();
  return null;
}

function listenForFiles() {
  const area = byId("drop");
  const holdsFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragover", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    area.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) area.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    area.hidden = true;
    choose("file");
    byId("file").files = event.dataTransfer.files;
    complain(null);
    (question.value ? byId("ask") : question).focus();
  });
}
