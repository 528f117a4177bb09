/** A file has one name: the SHA-256 of its bytes. Its address spells it in hex, a message in base64. */
export function hashOfId(id) {
  return btoa(id.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
}

export function idOfHash(hash) {
  return Array.from(atob(hash), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** Where the network has the file. */
export const addressOf = (id) => `/media/${id}`;
