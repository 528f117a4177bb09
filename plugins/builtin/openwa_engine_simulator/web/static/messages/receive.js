import { define, use } from '../runtime/registry.js';
import { acknowledge } from '../network/acknowledge.js';
import { handle } from '../network/line.js';
import { MsgKey } from '../identity/msgkey.js';
import { Wid } from '../identity/wid.js';
import { learnContact } from '../stores/contacts.js';
import { openChat } from '../stores/chats.js';
import { MsgStore } from '../stores/messages.js';
import { quotedKey } from './key.js';
import { messageFromWire } from './wire.js';

/** The one door for messages from the network; called through the registry, so that it can be listened to. */
async function handleSingleMsg(chatWid, data) {
  await MsgStore.processMultipleMessages(chatWid, [data]);
}

/** Hands on a message that this device has not had before. */
export async function receiveNew(wire) {
  const data = messageFromWire(wire, true);
  await use('WAStandInHandleMsg').handleSingleMsg(data.id.remote, data);
}

/** Takes a message as it comes: its sender becomes a contact, a peer's one makes the chat unread. */
async function receive(wire) {
  const data = messageFromWire(wire, true);
  if (MsgStore.get(data.id)) return;
  if (!wire.fromMe) {
    learnContact({ id: data.author ?? data.from, pushname: wire.pushName });
    const chat = openChat(data.id.remote, wire.pushName);
    chat.set({ unreadCount: chat.unreadCount + 1 });
  }
  await receiveNew(wire);
}

/** Says that a message of a chat was deleted for everybody, and by whom. */
export async function receiveRevocation({ chat, id, fromMe, by }) {
  const remote = new Wid(chat);
  await use('WAStandInHandleMsg').handleSingleMsg(remote, {
    type: 'protocol',
    subtype: 'sender_revoke',
    isNewMsg: true,
    id: new MsgKey({ fromMe, remote, id: await MsgKey.newId() }),
    from: new Wid(by),
    to: remote,
    author: new Wid(by),
    protocolMessageKey: new MsgKey({ fromMe, remote, id }),
  });
}

handle('message', async ({ message, seq }) => {
  await receive(message);
  acknowledge(seq);
});
handle('revoke', async (revocation) => {
  await receiveRevocation(revocation);
  acknowledge(revocation.seq);
});

define('WAStandInHandleMsg', { handleSingleMsg });
define('WAStandInQuotedMsg', {
  getQuotedMsgObj: (message) => MsgStore.get(quotedKey(message)),
});
define('WAStandInUnreadType', { isUnreadTypeMsg: (message) => message.type !== 'protocol' });
