import { ACK } from '../messages/ack.js';
import { quotedKey } from '../messages/key.js';
import { MsgStore } from '../stores/messages.js';
import { clockTime, element } from './element.js';

const MESSAGES_SHOWN = 50;

const MARK_BY_ACK = {
  [ACK.FAILED]: 'not sent',
  [ACK.CLOCK]: 'sending',
  [ACK.SENT]: 'sent',
  [ACK.RECEIVED]: 'delivered',
  [ACK.READ]: 'read',
  [ACK.PLAYED]: 'played',
};

/** The newest messages of a chat, oldest first. */
export function messageList(chat, name) {
  const list = element(
    'ol',
    { id: 'messages', 'aria-label': `Messages with ${name}`, tabindex: 0 },
    chat.msgs.getModelsArray().slice(-MESSAGES_SHOWN).map(messageRow),
  );
  queueMicrotask(() => list.lastElementChild?.scrollIntoView({ block: 'end' }));
  return element('article', {}, element('h2', {}, name), list);
}

function messageRow(message) {
  return element(
    'li',
    { class: message.id.fromMe ? 'own' : 'theirs', 'data-id': message.id },
    message.quotedStanzaID ? element('blockquote', {}, quotedBody(message)) : [],
    element('p', {}, bodyOf(message)),
    element('small', {}, footer(message)),
  );
}

function quotedBody(message) {
  const quoted = MsgStore.get(quotedKey(message));
  return quoted ? bodyOf(quoted) : (message.quotedMsg?.body ?? 'An older message');
}

/** What a message says, or what there is instead. */
export function bodyOf(message) {
  if (message.type === 'revoked') return 'This message was deleted.';
  return message.body ?? `(${message.type})`;
}

function footer(message) {
  const time = clockTime(message.t);
  return message.id.fromMe ? `${time} · ${MARK_BY_ACK[message.ack]}` : time;
}
