import { define, use } from '../runtime/registry.js';
import { acknowledge } from '../network/acknowledge.js';
import { handle } from '../network/line.js';
import { me } from '../identity/me.js';
import { MsgKey } from '../identity/msgkey.js';
import { Wid } from '../identity/wid.js';
import { ChatStore } from '../stores/chats.js';
import { MsgStore } from '../stores/messages.js';
import { ACK, ACK_STRING } from './ack.js';
import { participantIn } from './key.js';

const WORD_BY_ACK = {
  [ACK.RECEIVED]: ACK_STRING.DELIVERY,
  [ACK.READ]: ACK_STRING.READ,
  [ACK.PLAYED]: ACK_STRING.PLAYED,
};

/** A peer's receipt for own messages, in the shape that receipts have on the real page. */
async function handleReceipt({ ack, from, externalIds }) {
  for (const id of externalIds) {
    const key = new MsgKey({ fromMe: true, remote: from, id, participant: participantIn(from, true, me.wid) });
    MsgStore.get(key)?.updateAck(ack);
  }
}

/** Tells the receipt handlers, through the registry so that they can be listened to. */
export function tellReceipt(chat, ids, ack, ts) {
  const receipt = { ack, ackString: WORD_BY_ACK[ack], from: chat, externalIds: ids, ts };
  if (chat.isGroup()) return use('WAStandInGroupReceipt').handleGroupSimpleReceipt(receipt);
  return use('WAStandInChatReceipt').handleChatSimpleReceipt(receipt);
}

/** The account has read the peer's messages, on this device or on another one. */
function markPeersRead(chat, ids, ack) {
  for (const id of ids) MsgStore.get(new MsgKey({ fromMe: false, remote: chat, id }))?.updateAck(ack);
  if (ack >= ACK.READ) ChatStore.get(chat)?.set({ unreadCount: 0 });
}

handle('ack', async ({ chat, ids, fromMe, ack, ts, seq }) => {
  const wid = new Wid(chat);
  if (fromMe) await tellReceipt(wid, ids, ack, ts);
  else markPeersRead(wid, ids, ack);
  acknowledge(seq);
});

define('WAStandInChatReceipt', { handleChatSimpleReceipt: handleReceipt });
define('WAStandInGroupReceipt', { handleGroupSimpleReceipt: handleReceipt });
define('WAStandInStatusReceipt', { handleStatusSimpleReceipt: handleReceipt });
