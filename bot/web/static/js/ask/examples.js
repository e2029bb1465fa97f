// What to try first: one text, and a question of each state that an answer may have.

import { byId, element } from "../dom.js";
import { language, say } from "../words.js";

const EXAMPLES = {
  ko: {
    text:
      "국립숲길미술관은 매주 월요일에 쉽니다. 관람 시간은 오전 10시부터 오후 6시까지이며, 수요일과 토요일에는 " +
      "밤 9시까지 문을 엽니다. 입장은 문 닫기 한 시간 전까지 할 수 있습니다. 상설 전시는 무료이고, 특별전은 " +
      "어른 12,000원, 청소년 8,000원입니다. 주차장은 지하 1층에 있으며 처음 한 시간은 무료입니다.",
    questions: {
      found: "주차는 어디에 하나요?",
      unsure: "몇 시까지 하나요?",
      absent: "특별전 제목은 무엇인가요?",
      reason: "밤에도 여나요?",
    },
  },
  en: {
    text:
      "The Harbour Library opened in 1968 in a former customs house. It was designed by the architect Marta " +
      "Lindqvist and restored in 2019 after a flood. The reading room on the second floor seats 140 people and is " +
      "open until 21:00 on weekdays. Membership is free for residents; visitors pay 5 euros a day. The library " +
      "keeps about 320,000 books, among them the letters of the painter Ole Brandt.",
    questions: {
      found: "Whose letters are there?",
      unsure: "Who restored it?",
      absent: "Who is the director of the library?",
      reason: "Is membership free?",
    },
  },
};

export const example = () => EXAMPLES[language()] ?? EXAMPLES.en;

/** Show the questions; `ask` is called with the one that is clicked, and its text. */
export function showExamples(ask) {
  const { text, questions } = example();
  const items = Object.entries(questions).map(([state, question]) => {
    const button = element(
      "button",
      { type: "button", class: "example", "data-state": state },
      element("span", { class: "dot", "aria-hidden": "true" }),
      element("span", {}, question),
      element("span", { class: "hint" }, say(`example-${state}`)),
    );
    button.addEventListener("click", () => ask({ question, text }));
    return element("li", {}, button);
  });
  byId("examples").replaceChildren(...items);
}
