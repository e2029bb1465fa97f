"use strict";
// Shows a place on the page by the CSS Custom Highlight API: no element is added or changed.

globalThis.mrc ??= {};
{
  const [ANSWER, CONTEXT] = ["mrc-answer", "mrc-context"];
  // A page that goes on changing is looked at so often, and for a tenth of the time at most.
  const LEAST_PAUSE = 300;
  const REST = 10;
  let watching = null;

  // The place of a context nearest to where it was, and of the answer in it.
  function find(text, { context, start, contextStart, end }) {
    const words = text.toString();
    let nearest = -1;
    for (let at = words.indexOf(context); at >= 0; at = words.indexOf(context, at + 1)) {
      if (nearest < 0 || Math.abs(at - contextStart) < Math.abs(nearest - contextStart)) nearest = at;
      else break; // those that follow are further
    }
    if (nearest < 0) return null;
    const moved = nearest - contextStart;
    return { start: start + moved, end: end + moved, context: [nearest, nearest + context.length] };
  }

  // Mark a place; false if it is no longer on the page.
  function show(place) {
    const text = mrc.walk();
    const found = find(text, place);
    const answer = found ? mrc.rangesOf(text, found.start, found.end) : [];
    if (!answer.length) return null;
    const highlight = new Highlight(...answer);
    highlight.priority = 1; // above its context
    CSS.highlights.set(ANSWER, highlight);
    CSS.highlights.set(CONTEXT, new Highlight(...mrc.rangesOf(text, ...found.context)));
    return answer;
  }

  function* ancestors(node) {
    for (let at = node.parentNode; at; at = at.assignedSlot ?? at.parentNode ?? at.host) yield at;
  }

  function reveal(range) {
    const element = range.startContainer.parentElement;
    for (const above of ancestors(range.startContainer)) {
      if (above.localName === "details") above.open = true;
    }
    element.scrollIntoView({ block: "center", inline: "nearest" });
    // In an element longer than the window its middle may be elsewhere.
    for (const box of ancestors(range.startContainer)) {
      if (!(box instanceof Element) || box.scrollHeight <= box.clientHeight) continue;
      const isPage = box === document.scrollingElement;
      if (!isPage && getComputedStyle(box).overflowY === "visible") continue;
      const middle = isPage
        ? innerHeight / 2
        : box.getBoundingClientRect().top + box.clientHeight / 2;
      const { top, bottom } = range.getBoundingClientRect();
      if (Math.abs((top + bottom) / 2 - middle) > middle / 2) box.scrollTop += top - middle;
    }
  }

  const isGone = (ranges, words) =>
    ranges.some((range) => !range.startContainer.isConnected) || ranges.join("") !== words;

  // A page that renders itself anew takes the marked nodes away: find the place again.
  function watch(place, ranges) {
    const words = ranges.join("");
    let timer = 0;
    let pause = LEAST_PAUSE;
    const look = () => {
      timer = 0;
      if (!isGone(ranges, words)) return;
      const began = performance.now();
      ranges = show(place) ?? ranges;
      pause = Math.max(LEAST_PAUSE, REST * (performance.now() - began));
      observe();
    };
    const observer = new MutationObserver(() => (timer ||= setTimeout(look, pause)));
    const observe = () => {
      const root = ranges[0].startContainer.getRootNode();
      for (const one of new Set([document, root])) {
        observer.observe(one, { subtree: true, childList: true, characterData: true });
      }
    };
    observe();
    watching = () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }

  mrc.unmark = () => {
    watching?.();
    watching = null;
    CSS.highlights.delete(ANSWER);
    CSS.highlights.delete(CONTEXT);
  };

  mrc.mark = (place) => {
    mrc.unmark();
    const ranges = show(place);
    if (!ranges) return false;
    reveal(ranges[0]);
    watch(place, ranges);
    return true;
  };
}
