import { handle, requests } from '../network/line.js';
import { CmdImpl } from '../session/cmd.js';
import { MsgStore, forgetMessage } from '../stores/messages.js';
import { keyFromWire } from './key.js';

/** Deletes messages for everybody. */
CmdImpl.prototype.sendRevokeMsgs = async function sendRevokeMsgs(_chat, { list }) {
  for (const message of list) {
    await requests.ask('withdraw', { id: String(message.id) });
    MsgStore.revoke({ protocolMessageKey: message.id, subtype: 'sender_revoke' });
  }
};

/** Deletes messages for this account only, on all its devices. */
CmdImpl.prototype.sendDeleteMsgs = async function sendDeleteMsgs(_chat, { list }) {
  for (const message of list) {
    await requests.ask('hide', { id: String(message.id) });
    forgetMessage(message);
  }
};

handle('hidden', (hidden) => {
  const message = MsgStore.get(keyFromWire(hidden));
  if (message) forgetMessage(message);
});
