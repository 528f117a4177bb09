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

async function findIn(chat, { anchor, count, direction }) {
  await loadBackTo(chat, anchor);
  if (!chat.msgs.get(anchor)) return { messages: [] };
  if (direction === 'after') return { messages: split(chat, anchor).after.slice(0, count) };
  await loadOlder(chat, count - split(chat, anchor).before.length);
  const { before } = split(chat, anchor);
  return { messages: before.slice(Math.max(0, before.length - count)) };
}

const FILES_BY_WISH = {
  allMedia: ['image', 'video', 'audio', 'ptt', 'sticker'],
  allDocs: ['document'],
};

const SEARCH_STEP = 100;

/** The same of messages with files of a kind only, the newest ones before or after the anchor. */
async function msgFindMedia({ anchor, chat, count, mediaType, direction }) {
  const types = FILES_BY_WISH[mediaType] ?? [];
  const home = ChatStore.get(chat);
  return whileReading(home, async () => {
    const found = async (among) =>
      (await findIn(home, { anchor, count: among, direction })).messages.filter(({ type }) => types.includes(type));
    let among = SEARCH_STEP;
    let messages = await found(among);
    while (messages.length < count && direction === 'before' && !home.noEarlierMsgs) messages = await found((among *= 2));
    return { messages: direction === 'before' ? messages.slice(Math.max(0, messages.length - count)) : messages.slice(0, count) };
  });
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
  msgFindMedia,
  msgFindBefore: (query) => msgFindByDirection({ ...query, direction: 'before' }),
  msgFindAfter: (query) => msgFindByDirection({ ...query, direction: 'after' }),
});
