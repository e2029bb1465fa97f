// Making and finding elements. All text goes in as text, never as HTML.

export const byId = (id) => document.getElementById(id);

/** Return a new element; attributes that are null, undefined or false are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Return a link that opens beside this page, or the words alone where there is no address of the web. */
export function link(url, words, attributes = {}) {
  if (!/^https?:\/\//i.test(url ?? "")) return element("span", attributes, words);
  return element("a", { ...attributes, href: url, target: "_blank", rel: "noreferrer" }, words);
}
