import { define } from '../runtime/registry.js';
import { line, requests } from '../network/line.js';
import { ACK } from './ack.js';

const unsaid = new Set();

/** Tells the peer that everything in the chat is read; without a line, as soon as there is one. */
async function sendSeen({ chat }) {
  for (const message of chat.msgs.filter(({ id }) => !id.fromMe)) message.updateAck(ACK.READ);
  chat.set({ unreadCount: 0 });
  const isSaid = requests.ready && line.send({ t: 'read', chat: String(chat.id) });
  if (!isSaid) unsaid.add(chat);
}

/** Says what could not be said while the line was down. */
export async function saySeen() {
  const chats = [...unsaid];
  unsaid.clear();
  for (const chat of chats) await sendSeen({ chat });
}

/** A mark for the owner of the account only: the peer's receipts stay. */
async function markUnread(chat, unread) {
  if (!unread) return sendSeen({ chat });
  await requests.ask('mark_unread', { chat: String(chat.id) });
  chat.set({ unreadCount: -1 });
}

define('WAStandInUnread', { sendSeen, markUnread });
