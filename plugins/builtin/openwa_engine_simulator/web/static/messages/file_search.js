import { define } from '../runtime/registry.js';
import { ChatStore } from '../stores/chats.js';
import { findIn } from './history.js';
import { whileReading } from './older.js';

const TYPES_BY_WISH = {
  allMedia: ['image', 'video', 'audio', 'ptt', 'sticker'],
  allDocs: ['document'],
};

const FIRST_STEP = 100;

/**
 * Messages with files of a kind before or after one of a chat's messages, oldest first.
 * @returns {Promise<{messages: object[]}>} the `count` nearest to the anchor
 */
async function msgFindMedia({ chat, count, mediaType, ...query }) {
  const home = ChatStore.get(chat);
  const found = await whileReading(home, () => search(home, query, TYPES_BY_WISH[mediaType] ?? [], count));
  const isBefore = query.direction === 'before';
  return { messages: isBefore ? found.slice(Math.max(0, found.length - count)) : found.slice(0, count) };
}

/** Looks through more and more messages until there are enough, or no more. */
async function search(chat, query, types, wanted) {
  for (let among = FIRST_STEP; ; among *= 2) {
    const { messages } = await findIn(chat, { ...query, count: among });
    const found = messages.filter(({ type }) => types.includes(type));
    if (found.length >= wanted || messages.length < among) return found;
  }
}

define('WAStandInFileSearch', { msgFindMedia });
