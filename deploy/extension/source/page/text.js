"use strict";
// What this frame shows, as text, and where on it each piece of that text stands. The walk that a
// question is asked of is the walk that later finds the place of its answer.

globalThis.mrc ??= {};
{
  // As much as the server reads.
  const MOST_CHARACTERS = 1_000_000;
  // Nothing that is read: scripts, what somebody types or chooses, documents of their own.
  const UNREAD = new Set(
    "script style noscript template head textarea select datalist iframe object embed canvas audio video svg"
      .split(" "),
  );
  const INLINE = /^(?:inline|contents|ruby)/;
  const SPACE = /\s+/g;

  // Text as it grows, with the text nodes that its pieces stand in.
  class Text {
    #parts = [];
    #gap = "";
    #last = "";
    #inLine = 0;
    length = 0;
    pieces = [];

    get isFull() {
      return this.length >= MOST_CHARACTERS;
    }

    toString() {
      return this.#parts.join("").toWellFormed();
    }

    // A space or a line break, before whatever comes next; in a line, breaks are spaces.
    gap(kind) {
      if (this.#inLine) kind = " ";
      if (kind === "\n" || !(this.#gap || this.#last === " ")) this.#gap = kind;
    }

    // Words that stand nowhere on the page.
    literal(words) {
      if (this.#gap === "\n") this.#push(this.#gap);
      this.#gap = "";
      this.#push(words);
    }

    add(node, keepsLines) {
      const { data } = node;
      const words = data.trim();
      if (!words) return data && this.gap(keepsLines && data.includes("\n") ? "\n" : " ");
      const before = data.length - data.trimStart().length;
      const space = (part) => this.gap(keepsLines && part.includes("\n") ? "\n" : " ");
      if (before) space(data.slice(0, before));
      if (this.length) this.#push(this.#gap);
      this.#gap = "";
      const shown = words
        .replace(SPACE, (run) => (keepsLines && !this.#inLine && run.includes("\n") ? "\n" : " "))
        .slice(0, MOST_CHARACTERS - this.length);
      this.pieces.push({ at: this.length, length: shown.length, node });
      this.#push(shown);
      if (before + words.length < data.length) space(data.slice(before + words.length));
    }

    // All that `write` adds, on one line.
    line(write) {
      this.#inLine++;
      write();
      this.#inLine--;
    }

    #push(words) {
      if (!words) return;
      this.#parts.push(words);
      this.#last = words.at(-1);
      this.length += words.length;
    }
  }

  // Children as they are shown: of a host its shadow's, of a slot what was put into it.
  function shownChildren(element) {
    if (element.shadowRoot) return element.shadowRoot.childNodes;
    const assigned = element.localName === "slot" ? element.assignedNodes() : [];
    return assigned.length ? assigned : element.childNodes;
  }

  function visit(node, text, keepsLines, isVisible) {
    if (text.isFull) return;
    if (node.nodeType === Node.TEXT_NODE) {
      if (isVisible) text.add(node, keepsLines);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || UNREAD.has(node.localName)) return;
    if (node.localName === "br") return text.gap("\n");
    // What a click unfolds (details, until-found) has a display all the same: it is read.
    const style = getComputedStyle(node);
    if (style.display === "none") return;
    const isBlock = !INLINE.test(style.display);
    if (isBlock) text.gap("\n");
    const inside = (child) =>
      visit(child, text, style.whiteSpaceCollapse === "preserve", style.visibility === "visible");
    const rows = /^(?:table|dl)$/.test(node.localName) && mrc.rowsOf(node);
    if (rows) mrc.writeRows(rows, text, inside);
    else for (const child of shownChildren(node)) inside(child);
    if (isBlock) text.gap("\n");
  }

  mrc.walk = () => {
    const text = new Text();
    if (document.body) visit(document.body, text, false, true);
    return text;
  };

  // Where in a text node the k-th character of its piece stands.
  function offsetIn({ node }, k) {
    const { data } = node;
    const first = data.length - data.trimStart().length;
    for (const run of data.slice(first).matchAll(/\s+|\S+/g)) {
      const size = run[0].trim() ? run[0].length : 1;
      if (k < size) return first + run.index + k;
      k -= size;
    }
    return data.length;
  }

  // And the other way round.
  function lengthUpTo({ node, length }, offset) {
    const before = node.data.slice(0, offset).trimStart().replace(SPACE, " ");
    return Math.min(before.length, length);
  }

  // The ranges on the page that text[start:end] stands in: one, unless tables repeat names in it.
  mrc.rangesOf = ({ pieces }, start, end) => {
    const ranges = [];
    let last = null;
    for (const piece of pieces) {
      const from = Math.max(start, piece.at);
      const to = Math.min(end, piece.at + piece.length);
      if (from >= to) continue;
      const range = new Range();
      range.setStart(piece.node, offsetIn(piece, from - piece.at));
      range.setEnd(piece.node, offsetIn(piece, to - piece.at - 1) + 1);
      if (last && goesOn(last, piece)) ranges.at(-1).setEnd(range.endContainer, range.endOffset);
      else ranges.push(range);
      last = piece;
    }
    return ranges;
  };

  // Whether a piece follows another on the page as it does in the text, with a space at most between.
  const goesOn = (before, { at, node }) =>
    at - before.at - before.length <= 1 &&
    before.node.getRootNode() === node.getRootNode() &&
    before.node.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;

  // What somebody has selected, as a part of the text; null if nothing is.
  function selected({ pieces }) {
    const selection = getSelection();
    if (!selection || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let [start, end] = [Infinity, 0];
    for (const piece of pieces) {
      if (!range.intersectsNode(piece.node)) continue;
      const isFirst = piece.node === range.startContainer;
      const isLast = piece.node === range.endContainer;
      const from = isFirst ? lengthUpTo(piece, range.startOffset) : 0;
      const to = isLast ? lengthUpTo(piece, range.endOffset) : piece.length;
      if (from >= to) continue;
      start = Math.min(start, piece.at + from);
      end = Math.max(end, piece.at + to);
    }
    return start < end ? { start, end } : null;
  }

  // Frames of other sites, which an extension may not read unless it is allowed them.
  function otherSites() {
    const frames = [...document.querySelectorAll("iframe[src]")].filter(
      (frame) => frame.clientWidth > 100 && frame.clientHeight > 50,
    );
    const origins = frames.map((frame) => URL.parse(frame.src)?.origin ?? "null");
    const others = origins.filter((one) => one.startsWith("http") && one !== location.origin);
    return [...new Set(others)];
  }

  // What the panel needs to know of this frame. Frames that nobody can see have nothing to read.
  mrc.read = () => {
    const isSeen = window === top || (innerWidth > 100 && innerHeight > 50);
    const isPage = /html|text|xml/.test(document.contentType);
    const text = isSeen && isPage ? mrc.walk() : new Text();
    return {
      text: text.toString(),
      isFull: text.isFull,
      selected: selected(text),
      title: document.title,
      url: location.href,
      otherSites: otherSites(),
    };
  };
}
