import { define } from '../runtime/registry.js';
import { line } from '../network/line.js';
import { ACK } from './ack.js';

/** Tells the peer that everything in the chat is read. */
async function sendSeen({ chat }) {
  for (const message of chat.msgs.filter(({ id }) => !id.fromMe)) message.updateAck(ACK.READ);
  chat.set({ unreadCount: 0 });
  line.send({ t: 'read', chat: String(chat.id) });
}

/** A mark for the owner of the account only: the peer's receipts stay. */
async function markUnread(chat, unread) {
  chat.set({ unreadCount: unread ? -1 : 0 });
}

define('WAStandInUnread', { sendSeen, markUnread });
