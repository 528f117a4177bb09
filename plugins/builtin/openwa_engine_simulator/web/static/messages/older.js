import { requests } from '../network/line.js';
import { storeMessage } from '../stores/messages.js';
import { messageFromWire } from './wire.js';

const LARGEST_PAGE = 1000;

/**
 * Fetches up to so many messages from before the oldest one that the page has of the chat. The device got
 * the newest ones when it joined; a chat that has no more, or a line that is down, is not asked.
 */
export async function loadOlder(chat, count) {
  let wanted = count;
  while (wanted > 0 && !chat.noEarlierMsgs && requests.ready) {
    wanted -= await loadPage(chat, Math.min(wanted, LARGEST_PAGE));
  }
}

async function loadPage(chat, limit) {
  const oldest = String(chat.msgs.getModelsArray()[0].id);
  const { messages } = await requests.ask('history', { chat: String(chat.id), limit, before: oldest });
  for (const wire of messages) storeMessage(messageFromWire(wire, false), { at: 0 });
  if (messages.length < limit) chat.set({ noEarlierMsgs: true });
  return messages.length;
}
