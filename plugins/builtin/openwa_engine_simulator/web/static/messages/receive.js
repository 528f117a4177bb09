import { define, use } from '../runtime/registry.js';
import { acknowledge } from '../network/acknowledge.js';
import { handle } from '../network/line.js';
import { MsgKey } from '../identity/msgkey.js';
import { Wid } from '../identity/wid.js';
import { learnContact } from '../stores/contacts.js';
import { openChat } from '../stores/chats.js';
import { MsgStore } from '../stores/messages.js';
import { isMe } from '../identity/me.js';
import { keyFromWire, quotedKey } from './key.js';
import { messageFromWire } from './wire.js';
import { receiveNotice } from '../groups/news.js';

/** What happened to a group makes nothing unread. */
const makesUnread = (type) => type !== 'protocol' && type !== 'gp2';

/** The one door for messages from the network; called through the registry, so that it can be listened to. */
async function handleSingleMsg(chatWid, data) {
  await MsgStore.processMultipleMessages(chatWid, [data]);
}

/** Hands on a message that this device has not had before. */
export async function receiveNew(wire) {
  if (wire.type === 'gp2') await receiveNotice(wire);
  const data = messageFromWire(wire, true);
  await use('WAStandInHandleMsg').handleSingleMsg(data.id.remote, data);
}

/** Takes a message as it comes: its sender becomes a contact, a peer's one makes the chat unread. */
async function receive(wire) {
  const data = messageFromWire(wire, true);
  const known = MsgStore.get(data.id);
  if (known) return decrypt(known, data);
  if (!wire.fromMe) greet(data, wire);
  await receiveNew(wire);
}

function greet({ id, from, author, type }, { pushName, contactName }) {
  const inTheBook = contactName ? { name: contactName, isAddressBookContact: 1 } : {};
  learnContact({ id: author ?? from, pushname: pushName, ...inTheBook });
  const chat = openChat(id.remote, id.remote.isGroup() ? undefined : (contactName ?? pushName));
  if (makesUnread(type)) chat.set({ unreadCount: Math.max(0, chat.unreadCount) + 1 });
}

/** A message that could not be read when it came can be read now; all of it in one change. */
export function decrypt(message, { id, ...data }) {
  if (message.type !== 'ciphertext' || data.type === 'ciphertext') return;
  message.set({ ...data, isNewMsg: true });
  message.takeFile();
}

/** Says that a message of a chat was deleted for everybody, and by whom. */
export async function receiveRevocation({ chat, id, fromMe, author, by }) {
  const protocolMessageKey = keyFromWire({ chat, id, fromMe, author });
  const { remote } = protocolMessageKey;
  const isOfTheAuthor = isMe(new Wid(by)) ? fromMe : by === (author ?? chat);
  await use('WAStandInHandleMsg').handleSingleMsg(remote, {
    type: 'protocol',
    subtype: isOfTheAuthor ? 'sender_revoke' : 'admin_revoke',
    isNewMsg: true,
    id: new MsgKey({ ...protocolMessageKey, id: await MsgKey.newId() }),
    from: new Wid(by),
    to: remote,
    author: new Wid(by),
    protocolMessageKey,
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
define('WAStandInUnreadType', { isUnreadTypeMsg: ({ type }) => makesUnread(type) });
