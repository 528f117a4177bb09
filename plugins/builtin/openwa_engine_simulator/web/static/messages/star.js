import { handle, requests } from '../network/line.js';
import { CmdImpl } from '../session/cmd.js';
import { MsgStore } from '../stores/messages.js';
import { keyFromWire } from './key.js';

async function star(messages, starred) {
  for (const message of messages) {
    await requests.ask('star', { id: String(message.id), starred });
    message.set({ star: starred });
  }
}

/** Marks messages with a star; who wants to know how it goes waits for the chat's promise. */
CmdImpl.prototype.sendStarMsgs = function sendStarMsgs(chat, messages) {
  chat.promises.sendStarMsgs = star(messages, true);
};

CmdImpl.prototype.sendUnstarMsgs = function sendUnstarMsgs(chat, messages) {
  chat.promises.sendStarMsgs = star(messages, false);
};

handle('starred', (change) => {
  MsgStore.get(keyFromWire(change))?.set({ star: change.starred });
});
