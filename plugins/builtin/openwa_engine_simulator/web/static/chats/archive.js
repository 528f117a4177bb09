import { requests } from '../network/line.js';
import { CmdImpl } from '../session/cmd.js';

/** Moves a chat into the archive or back: at once, and undone when the network refuses it. */
CmdImpl.prototype.archiveChat = async function archiveChat(chat, archived) {
  const before = chat.archive;
  chat.set({ archive: archived });
  try {
    await requests.ask('archive', { chat: String(chat.id), archived });
  } catch (refusal) {
    chat.set({ archive: before });
    console.warn('archive', refusal.code);
  }
};
