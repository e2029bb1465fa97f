// The tab that is asked about: what it shows, and where in it an answer stands.

const SCRIPTS = ["page/tables.js", "page/text.js", "page/mark.js"];
const STYLES = ["page/mark.css"];
const BETWEEN_FRAMES = "\n\n";
const MOST_CHARACTERS = 1_000_000; // that the server reads

const inTab = (tabId, func, ...args) =>
  chrome.scripting.executeScript({ target: { tabId, allFrames: true }, func, args });
const inFrame = (tabId, frameId, func, ...args) =>
  chrome.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, func, args });

// What a tab can be asked by:
//   by "text": its text, the frames it is from, the part that is selected ({start, end} or null);
//   by "url": it shows no text that can be read here (a PDF, a page of the browser's store);
//   by "nothing": it is no page of the web; or, with `unallowed`, nobody has allowed it yet.
export async function read(tabId) {
  const tab = await chrome.tabs.get(tabId).catch(() => ({}));
  let frames = [];
  try {
    const target = { tabId, allFrames: true };
    await chrome.scripting.executeScript({ target, files: SCRIPTS });
    frames = (await inTab(tabId, () => mrc.read())).filter(({ result }) => result);
    frames.sort((one, other) => one.frameId - other.frameId);
  } catch {
    // What may not be scripted has an address, if it may be seen at all.
  }
  const page = frames.find(({ frameId }) => frameId === 0)?.result;
  const url = page?.url ?? tab.url;
  const about = { title: page?.title || tab.title || url, url };
  const text = page && joined(frames);
  if (text?.text.trim()) {
    const otherSites = [...new Set(frames.flatMap(({ result }) => result.otherSites))];
    return { by: "text", ...about, ...text, otherSites };
  }
  if (/^https?:/.test(url ?? "")) return { by: "url", ...about };
  return { by: "nothing", ...about, unallowed: !url };
}

// The texts of all frames, one after the other.
function joined(frames) {
  const whole = { text: "", frames: [], selected: null, isFull: false };
  for (const { frameId, result } of frames) {
    if (!result.text) continue;
    if (whole.text) whole.text += BETWEEN_FRAMES;
    const start = whole.text.length;
    const room = Math.max(0, MOST_CHARACTERS - start);
    whole.frames.push({ frameId, start });
    whole.text += result.text.slice(0, room);
    whole.isFull ||= result.isFull || result.text.length > room;
    if (result.selected && !whole.selected) {
      const { start: from, end } = result.selected;
      whole.selected = { start: start + from, end: Math.min(start + end, whole.text.length) };
    }
  }
  return whole;
}

// Where an answer's candidate stands, for `mark`. Offsets of the API are code points from where the
// asked part starts; those of strings are UTF-16.
export function placeOf(candidate, page, asked) {
  const at = (from, text, points) => {
    let offset = from;
    for (let count = points; count > 0; count--) offset += text.codePointAt(offset) > 0xffff ? 2 : 1;
    return offset;
  };
  const contextStart = at(asked.start, page.text, candidate.context_start);
  const start = at(contextStart, page.text, candidate.start - candidate.context_start);
  const frame = page.frames.findLast((one) => one.start <= start);
  return {
    frameId: frame.frameId,
    start: start - frame.start,
    end: start - frame.start + candidate.text.length,
    contextStart: contextStart - frame.start,
    context: candidate.context,
  };
}

// Mark a place and scroll there; false if it is not on the page any more.
export async function mark(tabId, place) {
  await unmark(tabId);
  const target = { tabId, frameIds: [place.frameId] };
  await chrome.scripting.executeScript({ target, files: SCRIPTS });
  await chrome.scripting.removeCSS({ target, files: STYLES });
  await chrome.scripting.insertCSS({ target, files: STYLES });
  const [{ result }] = await inFrame(tabId, place.frameId, (one) => mrc.mark(one), place);
  return result;
}

export const unmark = (tabId) => inTab(tabId, () => globalThis.mrc?.unmark?.()).catch(() => {});

export async function selectedCharacters(tabId) {
  const counted = await inTab(tabId, () => String(getSelection()).trim().length).catch(() => []);
  return counted.reduce((sum, { result }) => sum + (result ?? 0), 0);
}

// Hear when something is selected in the tab, or no more. The scripts are there already.
export const watchSelection = (tabId) =>
  inTab(tabId, () => {
    if (!globalThis.mrc || mrc.hasWatched) return;
    mrc.hasWatched = true;
    let timer = 0;
    const tell = () => chrome.runtime.sendMessage({ selectionChanged: true }).catch(() => {});
    document.addEventListener("selectionchange", () => {
      clearTimeout(timer);
      timer = setTimeout(tell, 200);
    });
  }).catch(() => {});
