import { define, use } from '../runtime/registry.js';
import { handle } from '../network/line.js';
import { MsgKey } from '../identity/msgkey.js';
import { Wid } from '../identity/wid.js';
import { learnContact } from '../stores/contacts.js';
import { openChat } from '../stores/chats.js';
import { MsgStore } from '../stores/messages.js';
import { messageFromWire, quotedKey } from './wire.js';

/** The one door for messages from the network; called through the registry, so that it can be listened to. */
async function handleSingleMsg(chatWid, data) {
  await MsgStore.processMultipleMessages(chatWid, [data]);
}

/** Takes a new message in: its sender becomes a contact, an unread one counts. */
export async function receive(wire) {
  const data = messageFromWire(wire, true);
  if (MsgStore.get(data.id)) return;
  if (!wire.fromMe) {
    learnContact({ id: data.author ?? data.from, pushname: wire.pushName });
    const chat = openChat(data.id.remote, wire.pushName);
    chat.set({ unreadCount: chat.unreadCount + 1 });
  }
  await use('WAStandInHandleMsg').handleSingleMsg(data.id.remote, data);
}

handle('message', ({ message }) => receive(message));

handle('revoke', async ({ chat, id, fromMe, by }) => {
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
});

define('WAStandInHandleMsg', { handleSingleMsg });
define('WAStandInQuotedMsg', {
  getQuotedMsgObj: (message) => MsgStore.get(quotedKey(message)),
});
define('WAStandInUnreadType', { isUnreadTypeMsg: (message) => message.type !== 'protocol' });
