// How the reply looks in Slack: its own blocks, drawn as Slack draws them.
// https://docs.slack.dev/reference/block-kit/blocks

import { element, link } from "../dom.js";
import { say } from "../words.js";

/** Return the reply as a message in Slack. */
export function slackMessage(blocks) {
  const message = element(
    "div",
    { class: "slack-message" },
    element("img", { src: "/static/icon.svg", alt: "", width: 36, height: 36 }),
    element(
      "div",
      { class: "slack-body" },
      element("p", { class: "slack-name" }, element("b", {}, "mrc-bot"), element("span", { class: "slack-app" }, say("slack-app"))),
      ...blocks.map(block).filter(Boolean),
    ),
  );
  return element("section", { class: "card slack" }, element("h3", {}, say("slack")), message);
}

function block(given) {
  switch (given.type) {
    case "rich_text":
      return element("div", {}, ...given.elements.map(paragraph));
    case "section":
      return element("div", {}, given.text ? prose(given.text) : "", ...(given.fields ?? []).map(prose));
    case "context":
      return element("div", { class: "slack-context" }, ...given.elements.filter((each) => each.text).map(prose));
    case "header":
      return element("p", { class: "slack-header" }, given.text.text);
    case "divider":
      return element("hr");
    case "actions":
      return element("div", { class: "slack-actions" }, ...given.elements.filter((each) => each.type === "button").map(button));
    case "context_actions":
      return element("div", { class: "slack-actions" }, ...given.elements.flatMap(icon));
    default:
      return null;
  }
}

/** Return a part of a rich text: a paragraph, a quote, a list. */
function paragraph(given) {
  const parts = () => given.elements.map(inline);
  switch (given.type) {
    case "rich_text_quote":
      return element("blockquote", {}, ...parts());
    case "rich_text_preformatted":
      return element("pre", {}, ...parts());
    case "rich_text_list":
      return element(given.style === "ordered" ? "ol" : "ul", {}, ...given.elements.map((each) => element("li", {}, paragraph(each))));
    default:
      return element("p", {}, ...parts());
  }
}

function inline(given) {
  const words = given.text ?? given.fallback ?? (given.name ? `:${given.name}:` : (given.url ?? ""));
  const made = given.type === "link" ? link(given.url, words) : document.createTextNode(words);
  const tags = { bold: "b", italic: "i", strike: "s", code: "code" };
  const styles = Object.keys(tags).filter((style) => given.style?.[style]);
  return styles.reduce((inner, style) => element(tags[style], {}, inner), made);
}

const prose = ({ text }) => element("p", {}, text);

// It is a picture of a button: nothing here can press it.
const button = ({ text }) => element("span", { class: "slack-button" }, text.text);

const picture = (name, { text }) => element("span", { class: `slack-icon ${name}`, role: "img", "aria-label": text.text });

/** Return the icons of an element: a thumb up and one down, or the one that it names. */
function icon(given) {
  if (given.type === "feedback_buttons") {
    return [picture("right", given.positive_button), picture("wrong", given.negative_button)];
  }
  return given.icon === "trash" ? [picture("trash", given)] : [];
}
