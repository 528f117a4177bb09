import { define } from '../runtime/registry.js';
import { ChatStore } from '../stores/chats.js';

/**
 * Messages of a chat before or after one of its messages, that one left out, oldest first.
 * @returns {Promise<{messages: object[]}>} the `count` nearest to the anchor
 */
async function msgFindByDirection({ anchor, count, direction }) {
  const messages = ChatStore.get(anchor.remote).msgs.map((message) => message);
  messages.sort((one, other) => one.t - other.t);
  const at = messages.findIndex(({ id }) => id.equals(anchor));
  if (at < 0) return { messages: [] };
  const nearest =
    direction === 'after' ? messages.slice(at + 1, at + 1 + count) : messages.slice(Math.max(0, at - count), at);
  return { messages: nearest };
}

define('WAStandInHistory', {
  msgFindByDirection,
  msgFindBefore: (query) => msgFindByDirection({ ...query, direction: 'before' }),
  msgFindAfter: (query) => msgFindByDirection({ ...query, direction: 'after' }),
});
