import { handle } from '../network/line.js';
import { Wid } from '../identity/wid.js';
import { openChat } from '../stores/chats.js';

/** How a chat stands by the network's word: its name, what waits in it, whether it is in the archive. */
export function takeChat({ id, name, unread, archived }) {
  openChat(new Wid(id), name).set({ name, unreadCount: unread, archive: archived });
}

handle('chat', ({ chat }) => takeChat(chat));
