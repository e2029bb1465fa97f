// The API's reference at /docs, drawn from /openapi.json.

import { byId, element } from "./dom.js";
import { loadWords, say, showWords } from "./words.js";

const EXAMPLE = { question: "훈민정음을 반포한 해는?", text: "훈민정음은 세종이 1446년에 반포한 문자이다." };
const EXAMPLES = {
  "/v1/answer": EXAMPLE,
  "/v1/answers": { questions: [EXAMPLE.question, "누가 반포했나?"], text: EXAMPLE.text },
};

const nameOf = (ref) => ref.split("/").pop();
const anchor = (words) => words.replace(/\W+/g, "-").toLowerCase();

/** Return what a schema says of a value's type, with links to the shapes that it names. */
function type(schema) {
  if (schema.$ref) return [element("a", { href: `#${anchor(nameOf(schema.$ref))}` }, nameOf(schema.$ref))];
  const several = schema.anyOf ?? schema.oneOf;
  if (several && !schema.properties) return several.flatMap((each, at) => (at ? [" | ", ...type(each)] : type(each)));
  if (schema.enum) return [schema.enum.map((value) => `"${value}"`).join(" | ")];
  if (schema.const !== undefined) return [`"${schema.const}"`];
  if (schema.type === "array") return ["[ ", ...type(schema.items ?? {}), " ]"];
  return [[schema.type ?? "any", schema.format && `(${schema.format})`].filter(Boolean).join(" ")];
}

const LIMITS = [["minLength", "≥ "], ["maxLength", "≤ "], ["minimum", "≥ "], ["maximum", "≤ "], ["minItems", "≥ "], ["maxItems", "≤ "]];

function limits(schema) {
  const parts = LIMITS.filter(([name]) => schema[name] !== undefined).map(([name, sign]) => sign + schema[name].toLocaleString());
  if (schema.default !== undefined && schema.default !== null && !Array.isArray(schema.default)) parts.push(`= ${schema.default}`);
  return parts.join(", ");
}

/** Return words with what stands in backticks as code. */
const prose = (words = "") => words.split("`").map((part, at) => (at % 2 ? element("code", {}, part) : part));

/** Return the fields of an object as a table, those that it needs first. */
function fields(schema) {
  const needed = ([name]) => (schema.required?.includes(name) ? 0 : 1);
  const properties = Object.entries(schema.properties ?? {}).sort((one, other) => needed(one) - needed(other));
  const rows = properties.map(([name, of]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("code", {}, name), schema.required?.includes(name) ? element("span", { class: "required" }, say("required")) : ""),
      element("td", {}, element("code", {}, ...type(of)), element("span", { class: "hint" }, ` ${limits(of)}`)),
      element("td", {}, ...prose(of.description)),
    ),
  );
  return rows.length ? element("table", {}, element("tbody", {}, ...rows)) : null;
}

function table(title, rows) {
  const body = rows.map(([name, ...cells]) =>
    element("tr", {}, element("th", { scope: "row" }, element("code", {}, name)), ...cells.map((cell) => element("td", {}, ...[cell].flat()))),
  );
  return [element("h3", {}, title), element("table", {}, element("tbody", {}, ...body))];
}

function operation(path, method, described, schemas) {
  const body = Object.entries(described.requestBody?.content ?? {});
  const shape = (schema) => (schema.$ref ? schemas[nameOf(schema.$ref)] : schema);
  const responses = Object.entries(described.responses);
  const good = responses.filter(([status]) => status < 300);
  const bad = responses.filter(([status]) => status >= 300);
  const content = ([status, { description, content: types }]) => [
    status,
    prose(description),
    Object.entries(types ?? {}).flatMap(([media, { schema }]) => [element("code", {}, media, " ", ...type(schema)), element("br")]),
  ];
  return element(
    "section",
    { class: "card", id: anchor(path), "aria-labelledby": `${anchor(path)}-title` },
    element("h2", { id: `${anchor(path)}-title` }, element("span", { class: `method ${method}` }, method.toUpperCase()), " ", element("code", {}, path)),
    element("p", { class: "summary" }, described.summary),
    element("p", {}, ...prose(described.description)),
    element("pre", { tabindex: 0 }, curl(path, method)),
    ...body.flatMap(([media, { schema }]) => [element("h3", {}, say("request"), " ", element("code", {}, media)), fields(shape(schema))]),
    ...table(say("headers"), (described.parameters ?? []).map(({ name, description }) => [name, prose(description)])),
    ...table(say("response"), good.map(content)),
    ...(bad.length ? table(say("problems"), bad.map(([status, { description }]) => [status, prose(description)])) : []),
  );
}

function curl(path, method) {
  const address = `${location.origin}${path}`;
  if (method === "get") return `curl -s ${address}`;
  return `curl -s ${address} \\\n  -d '${JSON.stringify(EXAMPLES[path])}'`;
}

async function start() {
  const [described] = await Promise.all([fetch("/openapi.json").then((found) => found.json()), loadWords()]);
  showWords();
  const { schemas } = described.components;
  byId("about").textContent = `${described.info.summary} ${described.info.description}`;
  const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, of]) => [path, method, of]),
  );
  byId("paths").append(...operations.map(([path, method, of]) => operation(path, method, of, schemas)));
  const shapes = Object.entries(schemas).filter(([, schema]) => schema.properties);
  byId("shapes").append(
    ...shapes.map(([name, schema]) =>
      element("section", { class: "card", id: anchor(name) }, element("h3", {}, element("code", {}, name)), element("p", {}, ...prose(schema.description)), fields(schema)),
    ),
  );
  const entry = (words) => element("li", {}, element("a", { href: `#${anchor(words)}` }, words));
  byId("contents").append(
    element("ul", {}, ...operations.map(([path]) => entry(path))),
    element("ul", {}, ...shapes.map(([name]) => entry(name))),
  );
  if (location.hash) byId(location.hash.slice(1))?.scrollIntoView();
}

start();
