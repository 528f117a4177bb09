import { MsgKey } from '../identity/msgkey.js';
import { Wid, optionalWid } from '../identity/wid.js';

/**
 * A message from the wire as the attributes of a `MsgModel`.
 * @param {object} wire the protocol's WireMessage
 * @param {boolean} isNewMsg false for history
 */
export function messageFromWire(wire, isNewMsg) {
  const author = optionalWid(wire.author);
  const remote = new Wid(wire.chat);
  const participant = remote.isGroup() ? author : undefined;
  return {
    id: new MsgKey({ fromMe: wire.fromMe, remote, id: wire.id, participant }),
    from: new Wid(wire.from),
    to: new Wid(wire.to),
    author,
    self: wire.fromMe ? 'out' : 'in',
    type: wire.type,
    body: wire.body,
    t: wire.t,
    ack: wire.ack,
    notifyName: wire.pushName,
    mentionedJidList: wire.mentioned.map((text) => new Wid(text)),
    isNewMsg,
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
    body: message.body,
    quoted: message.quotedStanzaID ? { id: String(quotedKey(message)) } : null,
    mentioned: (message.mentionedJidList ?? []).map(String),
  };
}

/** The key of the message that this one replies to. */
export function quotedKey(message) {
  const remote = message.quotedRemoteJid ?? message.id.remote;
  const fromMe = !message.quotedParticipant.equals(remote);
  return new MsgKey({ fromMe, remote, id: message.quotedStanzaID });
}
