import { ACK } from '../messages/ack.js';
import { quotedKey } from '../messages/key.js';
import { MsgStore } from '../stores/messages.js';
import { contentsOf } from './contents.js';
import { clockTime, element } from './element.js';
import { chatName, personName } from './names.js';
import { summaryOf } from './summary.js';

const MESSAGES_SHOWN = 50;

const MARK_BY_ACK = {
  [ACK.FAILED]: 'not sent',
  [ACK.CLOCK]: 'sending',
  [ACK.SENT]: 'sent',
  [ACK.RECEIVED]: 'delivered',
  [ACK.READ]: 'read',
  [ACK.PLAYED]: 'played',
};

const DOING = { composing: 'typing …', recording: 'recording …' };

/** The newest messages of a chat, oldest first. */
export function messageList(chat) {
  const list = element(
    'ol',
    { id: 'messages', 'aria-label': `Messages with ${chatName(chat)}`, tabindex: 0 },
    chat.msgs.getModelsArray().slice(-MESSAGES_SHOWN).map(messageRow),
  );
  queueMicrotask(() => list.lastElementChild?.scrollIntoView({ block: 'end' }));
  return element('article', {}, element('header', {}, element('h2', {}, chatName(chat)), aside(chat)), list);
}

/** Who is in a group, and what somebody is doing right now. */
function aside(chat) {
  const members = chat.groupMetadata?.participants.map(({ id }) => personName(id)).join(', ');
  const text = DOING[chat.presence.chatstate.type] ?? members;
  return text ? element('span', { class: 'quiet' }, text) : [];
}

function messageRow(message) {
  if (message.type === 'gp2') return element('li', { class: 'notice', 'data-id': message.id }, summaryOf(message));
  return element(
    'li',
    { class: message.id.fromMe ? 'own' : 'theirs', 'data-id': message.id },
    message.id.participant && !message.id.fromMe ? element('strong', {}, personName(message.author)) : [],
    message.isForwarded ? element('small', {}, 'Forwarded') : [],
    message.quotedStanzaID ? element('blockquote', {}, quotedText(message)) : [],
    contentsOf(message),
    element('small', {}, footer(message)),
    reactions(message),
  );
}

function quotedText(message) {
  const quoted = MsgStore.get(quotedKey(message));
  return quoted ? summaryOf(quoted) : (message.quotedMsg?.body ?? 'An older message');
}

function footer(message) {
  const isEdited = message.latestEditSenderTimestampMs && message.type !== 'revoked';
  return [
    clockTime(message.t),
    isEdited ? 'edited' : '',
    message.star ? 'starred' : '',
    message.id.fromMe ? MARK_BY_ACK[message.ack] : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Who reacted how, one line for all. */
function reactions({ reactions: all }) {
  if (!all?.length) return [];
  const said = all.map(({ emoji }) => emoji).join(' ');
  return element('span', { class: 'reactions', role: 'img', 'aria-label': `Reactions: ${said}` }, said);
}
