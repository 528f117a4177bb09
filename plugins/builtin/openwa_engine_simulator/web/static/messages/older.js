import { requests } from '../network/line.js';
import { ChatStore } from '../stores/chats.js';
import { MsgStore, storeMessage } from '../stores/messages.js';
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

/** Does the reading and keeps what it loads in the page until the reader has had a turn to take it. */
export async function whileReading(chat, read) {
  chat.readers += 1;
  try {
    return await read();
  } finally {
    setTimeout(() => (chat.readers -= 1));
  }
}

/** The message of this key, fetched if the page has let it go and the network has it. */
export async function recall(key) {
  const chat = ChatStore.get(key.remote);
  if (!chat) return undefined;
  return MsgStore.get(key) ?? whileReading(chat, async () => {
    await loadBackTo(chat, key);
    return MsgStore.get(key);
  });
}

/** Fetches back to this message, if the network has it. */
export async function loadBackTo(chat, key) {
  if (chat.msgs.get(key) || !requests.ready || !(await isThere(chat, key))) return;
  while (!chat.msgs.get(key) && !chat.noEarlierMsgs) await loadPage(chat, LARGEST_PAGE);
}

async function isThere(chat, key) {
  const question = { chat: String(chat.id), limit: 1, before: String(key), inclusive: true };
  const { messages } = await requests.ask('history', question);
  return messages.length > 0;
}

async function loadPage(chat, limit) {
  const before = chat.msgs.length > 0 ? String(chat.msgs.getModelsArray()[0].id) : null;
  const { messages } = await requests.ask('history', { chat: String(chat.id), limit, before });
  for (const wire of messages) storeMessage(messageFromWire(wire, false), { at: 0 });
  if (messages.length < limit) chat.set({ noEarlierMsgs: true });
  return messages.length;
}
