import { MsgKey } from '../identity/msgkey.js';
import { Wid, optionalWid } from '../identity/wid.js';
import { keyFromWire, quotedKey } from './key.js';
import { kindOf } from './kinds.js';

/**
 * A message from the wire as the attributes of a `MsgModel`.
 * @param {object} wire the protocol's WireMessage
 * @param {boolean} isNewMsg false for history
 */
export function messageFromWire(wire, isNewMsg) {
  return {
    id: keyFromWire(wire),
    from: new Wid(wire.from),
    to: new Wid(wire.to),
    author: optionalWid(wire.author),
    self: wire.fromMe ? 'out' : 'in',
    type: wire.type,
    t: wire.t,
    ack: wire.ack,
    notifyName: wire.pushName,
    mentionedJidList: wire.mentioned.map((text) => new Wid(text)),
    star: wire.starred,
    reactions: wire.reactions,
    isNewMsg,
    ...kindOf(wire.type).fromWire(wire),
    ...(wire.forwarded ? { isForwarded: true, forwardingScore: 1 } : {}),
    ...(wire.editedAt && wire.type !== 'revoked' ? { latestEditSenderTimestampMs: wire.editedAt * 1000 } : {}),
    ...(wire.quoted ? quotedFromWire(wire) : {}),
  };
}

function quotedFromWire(wire) {
  const key = MsgKey.fromString(wire.quoted.id);
  const peer = wire.fromMe ? wire.to : wire.from;
  const own = wire.fromMe ? wire.from : wire.to;
  return { quotedStanzaID: key.id, quotedParticipant: key.participant ?? new Wid(key.fromMe ? own : peer) };
}

/** The part of a stored message that goes over the wire. */
export function messageToWire(message) {
  return {
    id: message.id.id,
    to: String(message.to),
    type: message.type,
    quoted: message.quotedStanzaID ? { id: String(quotedKey(message)) } : null,
    mentioned: (message.mentionedJidList ?? []).map(String),
    forwarded: Boolean(message.isForwarded),
    ...kindOf(message.type).toWire(message),
  };
}
