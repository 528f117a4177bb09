import { define } from '../runtime/registry.js';
import { ChatStore } from '../stores/chats.js';
import { loadBackTo, loadOlder, whileReading } from './older.js';

/**
 * Messages of a chat before or after one of its messages, that one left out, oldest first.
 * @returns {Promise<{messages: object[]}>} the `count` nearest to the anchor
 */
async function msgFindByDirection(query) {
  const chat = ChatStore.get(query.anchor.remote);
  return whileReading(chat, () => findIn(chat, query));
}

/** The same, for whoever keeps what it loads in the page. */
export async function findIn(chat, { anchor, count, direction }) {
  await loadBackTo(chat, anchor);
  if (!chat.msgs.get(anchor)) return { messages: [] };
  if (direction === 'after') return { messages: split(chat, anchor).after.slice(0, count) };
  await loadOlder(chat, count - split(chat, anchor).before.length);
  const { before } = split(chat, anchor);
  return { messages: before.slice(Math.max(0, before.length - count)) };
}

function split(chat, anchor) {
  const messages = chat.msgs.map((message) => message).sort((one, other) => one.t - other.t);
  const at = messages.findIndex(({ id }) => id.equals(anchor));
  return { before: messages.slice(0, at), after: messages.slice(at + 1) };
}

define('WAStandInSearchContext', {
  // One parameter, as on the page of today: a searcher passes two to a function that names two.
  getSearchContext: ({ chat, msgKey }) => ({
    collection: { get: (id) => chat.msgs.get(id), loadAroundPromise: whileReading(chat, () => loadBackTo(chat, msgKey)) },
  }),
});
define('WAStandInHistory', {
  msgFindByDirection,
  msgFindBefore: (query) => msgFindByDirection({ ...query, direction: 'before' }),
  msgFindAfter: (query) => msgFindByDirection({ ...query, direction: 'after' }),
});
