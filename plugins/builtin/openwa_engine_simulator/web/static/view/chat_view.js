import { Conn } from '../session/conn.js';
import { ChatStore } from '../stores/chats.js';
import { element } from './element.js';
import { messageList } from './message_list.js';
import { chatName } from './names.js';
import { summaryOf } from './summary.js';

const CHATS_SHOWN = 30;

let picked;
let told = () => undefined;

/** Names who redraws when another chat is picked. */
export function onPick(redraw) {
  told = redraw;
}

/** The page of a linked device: the account, its chats, and the messages of one of them. */
export function chatView() {
  const chats = ChatStore.map((chat) => chat).sort((one, other) => one.archive - other.archive || other.t - one.t);
  const open = (picked && ChatStore.get(picked)) ?? chats[0];
  return element(
    'section',
    { class: 'chats' },
    element('nav', { 'aria-label': 'Chats' }, account(), ...chats.slice(0, CHATS_SHOWN).map((chat) => chatRow(chat, chat === open))),
    open ? messageList(open) : element('p', { class: 'quiet empty' }, 'No chats yet.'),
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
    { type: 'button', class: 'chat', 'aria-current': isOpen },
    element('strong', {}, chatName(chat)),
    element('span', { class: 'preview' }, preview(chat)),
    chat.unreadCount === 0 ? [] : unreadMark(chat.unreadCount),
  );
  row.addEventListener('click', () => {
    picked = chat.id;
    told();
  });
  return row;
}

function preview(chat) {
  const last = chat.msgs.last();
  return [chat.archive ? 'Archived' : '', last ? summaryOf(last) : ''].filter(Boolean).join(' · ');
}

/** How many messages wait; a chat that was only marked as unread has no number. */
function unreadMark(count) {
  const [shown, said] = count > 0 ? [count, `${count} unread`] : ['•', 'marked as unread'];
  return element('span', { class: 'unread', role: 'img', 'aria-label': said }, String(shown));
}
