import { define } from '../runtime/registry.js';

const KEY_BYTES = 32;

/** Keys that only have to differ from device to device: nothing is encrypted with them. */
export function createKeys() {
  const random = () => crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return { noise: random(), identity: random(), adv: encodeB64(random()) };
}

export function encodeB64(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

function decodeB64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

define('WAStandInBase64', { encodeB64, decodeB64 });
