// Asking for the API's key, where the bot asks for one. It is kept until the browser's tab is closed.

import { forgetKey, hasKey, keepKey } from "../api.js";
import { byId } from "../dom.js";

/** Return whether a key was given, after asking for it; `why` is what was wrong with the one before. */
export function askForKey(why) {
  const dialog = byId("key");
  const field = byId("key-value");
  forgetKey();
  field.value = "";
  byId("key-why").textContent = why;
  byId("key-why").hidden = !why;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        const key = field.value.trim();
        if (dialog.returnValue === "save" && key) keepKey(key);
        field.value = "";
        resolve(hasKey());
      },
      { once: true },
    );
  });
}
