// Where the server is, and the key for it. Kept on this device, and not synchronised.

const NOWHERE = { server: "", key: "" };

export const load = () => chrome.storage.local.get(NOWHERE);
export const save = (settings) => chrome.storage.local.set(settings);

// The server's address without what a person may have copied along; null if it is none.
export function addressOf(typed) {
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(typed);
  const usual = isLocal ? "http://" : "https://";
  const url = URL.parse(/^\w+:\/\//.test(typed) ? typed : usual + typed);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname.includes("%")) return null;
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

// What the browser calls the permission to speak with a site; it knows no ports.
export const siteOf = (address) => {
  const { protocol, hostname } = new URL(address);
  return { origins: [`${protocol}//${hostname}/*`] };
};
