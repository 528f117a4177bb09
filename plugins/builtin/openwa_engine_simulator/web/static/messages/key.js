import { MsgKey } from '../identity/msgkey.js';
import { isMe, me } from '../identity/me.js';
import { Wid, optionalWid } from '../identity/wid.js';

/**
 * The key of the message that the wire names by its chat, its letters and, in a group, its author. In
 * groups one's own messages go by one's LID, as on the real page.
 */
export function keyFromWire({ chat, id, fromMe, author }) {
  const remote = new Wid(chat);
  return new MsgKey({ fromMe, remote, id, participant: participantIn(remote, fromMe, optionalWid(author)) });
}

/** The last part of a key: who wrote it, in a group; nothing in a chat of two. */
export function participantIn(remote, fromMe, author) {
  if (!remote.isGroup()) return undefined;
  return fromMe ? (me.lid ?? author) : author;
}

/** The key of the message that this one replies to. */
export function quotedKey(message) {
  const remote = message.quotedRemoteJid ?? message.id.remote;
  const author = message.quotedParticipant;
  const fromMe = isMe(author);
  return new MsgKey({ fromMe, remote, id: message.quotedStanzaID, participant: participantIn(remote, fromMe, author) });
}
