import { Conn } from '../session/conn.js';
import { ChatStore } from '../stores/chats.js';
import { ContactStore } from '../stores/contacts.js';
import { element } from './element.js';
import { messageList } from './message_list.js';

const CHATS_SHOWN = 30;

let picked;
let told = () => undefined;

/** Names who redraws when another chat is picked. */
export function onPick(redraw) {
  told = redraw;
}

/** The page of a linked device: the account, its chats, and the messages of one of them. */
export function chatView() {
  const chats = ChatStore.map((chat) => chat).sort((one, other) => other.t - one.t);
  const open = (picked && ChatStore.get(picked)) ?? chats[0];
  return element(
    'section',
    { class: 'chats' },
    element('nav', {}, account(), ...chats.slice(0, CHATS_SHOWN).map((chat) => chatRow(chat, chat === open))),
    open ? messageList(open, nameOf(open)) : element('p', { class: 'quiet empty' }, 'No chats yet.'),
  );
}

function account() {
  return element(
    'header',
    { id: 'account' },
    element('strong', {}, Conn.pushname ?? ''),
    element('span', { class: 'quiet' }, `+${Conn.wid?.user ?? ''} · ${Conn.platform ?? ''}`),
  );
}

function chatRow(chat, isOpen) {
  const row = element(
    'button',
    { type: 'button', class: isOpen ? 'chat open' : 'chat' },
    element('strong', {}, nameOf(chat)),
    element('span', { class: 'preview' }, chat.msgs.last()?.body ?? ''),
  );
  if (chat.unreadCount > 0) row.append(element('span', { class: 'unread' }, String(chat.unreadCount)));
  row.addEventListener('click', () => {
    picked = chat.id;
    told();
  });
  return row;
}

function nameOf(chat) {
  return ContactStore.get(chat.id)?.displayName ?? (chat.name || `+${chat.id.user}`);
}
