// A link to the page that holds a question and where to read: #question=…&url=…
// It stands behind the #, which is sent nowhere. It only fills the form in: no link makes the bot read.

/** Return what the page's address asks, or null. */
export function askedByAddress() {
  const fields = new URLSearchParams(location.hash.slice(1));
  const question = fields.get("question");
  if (!question) return null;
  const url = fields.get("url");
  return /^https?:\/\//i.test(url ?? "") ? { question, url } : { question };
}

/** Return the page's address with a question of a page in it. */
export function addressOf({ question, url }) {
  return `${location.origin}/#${new URLSearchParams({ question, url })}`;
}

/** Let the address bar say what is asked, where it can: a pasted text fits into no address. */
export function showInAddress(asked) {
  history.replaceState(null, "", asked.url ? addressOf(asked) : location.pathname);
}
