import { define } from '../runtime/registry.js';
import { clear, readAll, write } from './database.js';
import { createKeys } from './keys.js';

/** What the profile remembers: the device's keys, and once linked the token and the account. */
export const credentials = { keys: undefined, token: null, account: undefined };

/** Reads the profile, making the keys of a new device when it is empty. */
export async function loadCredentials() {
  const stored = await readAll();
  Object.assign(credentials, { token: null, account: undefined }, stored);
  if (stored.keys) return;
  credentials.keys = createKeys();
  await write({ keys: credentials.keys });
}

/** Kept when the link is on disk; only then may the page say that it is logged in. */
export async function keepLink(token, account) {
  await write({ token, account });
  Object.assign(credentials, { token, account });
}

/** Forgets the link and the keys: the next load of the page is a new device. */
export async function forgetLink() {
  await clear();
  Object.assign(credentials, { keys: undefined, token: null, account: undefined });
}

const isLinked = () => credentials.token !== null;

define('WAStandInLogin', { isLoggedIn: isLinked });
define('WAStandInRegistration', { isRegistered: isLinked });
