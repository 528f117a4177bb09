import { acknowledge } from '../network/acknowledge.js';
import { handle } from '../network/line.js';
import { takeChat } from '../chats/news.js';
import { takeContact, takeIdentities } from '../contacts/news.js';
import { takeAllGroups } from '../groups/metadata.js';
import { Cmd } from '../session/cmd.js';
import { Socket } from '../session/socket.js';
import { showStream } from '../session/stream.js';
import { MsgStore, storeMessage } from '../stores/messages.js';
import { ACK } from './ack.js';
import { catchUpWithEdit } from './edit.js';
import { keyFromWire } from './key.js';
import { receiveReaction } from './reactions.js';
import { decrypt, receiveNew, receiveRevocation } from './receive.js';
import { tellReceipt } from './receipts.js';
import { saySeen } from './seen.js';
import { messageFromWire } from './wire.js';

/** What the device must know after it joined: history, and what it missed while it was away. */
handle('sync', async ({ chats, contacts, groups, identities, messages, missed, apart, reactions, seq, last }) => {
  takeIdentities(identities);
  contacts.forEach(takeContact);
  chats.forEach(takeChat);
  if (chats.length > 0) takeAllGroups(groups);
  for (const wire of messages) await catchUp(wire, missed.includes(wire.id), apart.includes(wire.id));
  for (const reaction of reactions) await receiveReaction(reaction);
  if (!last) return;
  acknowledge(seq);
  await saySeen();
  finishSync();
});

async function catchUp(wire, isMissed, isApart) {
  const data = messageFromWire(wire, false);
  const known = MsgStore.get(data.id);
  if (known) return catchUpWith(known, wire);
  if (isMissed && wire.type !== 'revoked') return catchUpWithNew(wire);
  if (!isApart) storeMessage(data);
  if (isMissed) await receiveRevocation(revocationOf(wire));
}

/** Whether the message or only its text is new to this account, the page does not know: it tells both. */
async function catchUpWithNew(wire) {
  await receiveNew(wire);
  if (wire.editedAt) await catchUpWithEdit(MsgStore.get(keyFromWire(wire)), wire, true);
}

const revocationOf = (wire) => ({ ...wire, by: wire.author ?? wire.from });

/** Tells what became of a known message in the meantime. */
async function catchUpWith(known, wire) {
  decrypt(known, messageFromWire(wire, true));
  if (wire.type === 'revoked' && known.type !== 'revoked') await receiveRevocation(revocationOf(wire));
  else if (wire.editedAt && wire.type !== 'revoked') await catchUpWithEdit(known, wire, false);
  if (!wire.fromMe || wire.ack <= known.ack) return;
  known.updateAck(ACK.SENT);
  if (wire.ack > ACK.SENT) await tellReceipt(known.id.remote, [wire.id], wire.ack, wire.t);
}

function finishSync() {
  Cmd.mainLoaded();
  Socket.set({ stream: 'CONNECTED' });
  showStream('MAIN', 'NORMAL');
}
