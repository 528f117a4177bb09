import { isMe } from '../identity/me.js';
import { ContactStore } from '../stores/contacts.js';

/** What a person is called on the screen. */
export function personName(wid) {
  if (isMe(wid)) return 'You';
  return ContactStore.get(wid)?.displayName ?? `+${wid.user}`;
}

/** What a chat is called on the screen. */
export function chatName(chat) {
  return ContactStore.get(chat.id)?.displayName ?? (chat.name || `+${chat.id.user}`);
}
