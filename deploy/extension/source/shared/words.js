// Words of the browser's language, from _locales.

export const say = (name, ...values) => chrome.i18n.getMessage(name, values.map(String));

// Fill in the words of a page: of elements with data-say, and of attributes named in data-say-to.
export function speak() {
  document.documentElement.lang = say("language");
  for (const element of document.querySelectorAll("[data-say]")) {
    const { say: name, sayTo: attribute } = element.dataset;
    if (attribute) element.setAttribute(attribute, say(name));
    else element.textContent = say(name);
  }
  document.title = say("name");
}

export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}
