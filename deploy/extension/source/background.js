// Opens the panel: by the button, the keyboard, the menu of a page. Each is a gesture that lets the
// extension read the tab it was made in (activeTab), until the tab goes to another site.

const PANEL = "panel/panel.html";
const ASK = "ask";

// Whale's sidebar, where this package is its; the side panel of other Chromiums; or a window.
// Nothing may be awaited before: the gesture would be over.
async function open(tab) {
  const whale = globalThis.whale ?? chrome;
  try {
    if (chrome.runtime.getManifest().sidebar_action) await whale.sidebarAction.show(tab.windowId);
    else await chrome.sidePanel.open({ windowId: tab.windowId });
  } catch {
    const url = `${PANEL}?tab=${tab.id}`;
    await chrome.windows.create({ url, type: "popup", width: 420, height: 720 });
  }
  // A panel that is open already hears that it may read this tab now.
  await chrome.runtime.sendMessage({ allowed: tab.id }).catch(() => {});
}

chrome.runtime.onInstalled.addListener(({ reason }) => {
  const title = chrome.i18n.getMessage("askThisPage");
  chrome.contextMenus.create({ id: ASK, title, contexts: ["page", "selection", "frame"] });
  if (reason === "install") chrome.runtime.openOptionsPage();
});
chrome.action?.onClicked.addListener(open);
chrome.contextMenus.onClicked.addListener((_, tab) => open(tab));
chrome.commands.onCommand.addListener((_, tab) => open(tab));
chrome.tabs.onRemoved.addListener((id) => chrome.storage.session.remove(String(id)));
