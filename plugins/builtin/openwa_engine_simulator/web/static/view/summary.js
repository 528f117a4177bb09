import { personName } from './names.js';

const WORD_BY_TYPE = {
  image: 'Picture',
  video: 'Film',
  audio: 'Sound',
  ptt: 'Voice note',
  document: 'Document',
  sticker: 'Sticker',
};

const NOTICES = {
  create: (who, _, text) => `${who} made the group “${text}”.`,
  add: (who, whom) => `${who} added ${whom}.`,
  invite: (who) => `${who} joined by invitation.`,
  remove: (who, whom) => `${who} removed ${whom}.`,
  leave: (who) => `${who} left.`,
  promote: (who, whom) => `${who} made ${whom} an admin.`,
  demote: (who, whom) => `${whom}: no admin any more, by ${who}.`,
  subject: (who, _, text) => `${who} named the group “${text}”.`,
  description: (who) => `${who} changed the description.`,
  picture: (who) => `${who} changed the picture.`,
  announce: (who, _, text) => `${who}: only admins may write is ${text}.`,
  restrict: (who, _, text) => `${who}: only admins may change the group is ${text}.`,
};

/** What a message says in one line. */
export function summaryOf(message) {
  const { type } = message;
  if (SUMMARIES[type]) return SUMMARIES[type](message);
  if (WORD_BY_TYPE[type]) return message.caption ? `${wordOf(message)}: ${message.caption}` : wordOf(message);
  return message.body ?? `(${type})`;
}

/** What kind of file a message carries. */
export function wordOf({ type, isGif }) {
  return isGif ? 'GIF' : WORD_BY_TYPE[type];
}

function noticeText({ subtype, author, recipients, body }) {
  const whom = recipients.map(personName).join(', ');
  return NOTICES[subtype]?.(personName(author), whom, body) ?? `(${subtype})`;
}

const SUMMARIES = {
  revoked: () => 'This message was deleted.',
  ciphertext: () => 'Waiting for this message.',
  location: ({ loc, lat, lng }) => `Place: ${loc ? loc.split('\n')[0] : `${lat}, ${lng}`}`,
  vcard: ({ vcardFormattedName }) => `Contact: ${vcardFormattedName}`,
  multi_vcard: ({ vcardList }) => `Contacts: ${vcardList.map(({ displayName }) => displayName).join(', ')}`,
  poll_creation: ({ pollName }) => `Poll: ${pollName}`,
  gp2: noticeText,
};
