import { define } from '../runtime/registry.js';
import { MsgKey } from '../identity/msgkey.js';
import { me } from '../identity/me.js';
import { storeMessage } from '../stores/messages.js';
import { participantIn } from './key.js';
import { deliver } from './send.js';

/** What a message says and carries, and what goes along when it is forwarded. */
const CONTENT = [
  'type', 'body', 'caption', 'mimetype', 'size', 'filehash', 'mediaKey', 'filename', 'duration', 'waveform', 'width',
  'height', 'isGif', 'lat', 'lng', 'loc', 'vcardFormattedName', 'vcardList', 'pollName', 'pollOptions',
  'pollSelectableOptionsCount',
];

/** Sends messages on into another chat, under keys of the page's own; kept when the network has them all. */
async function forwardMessages({ chat, msgs, includeCaption }) {
  const sent = [];
  for (const message of msgs) sent.push(await forward(chat, message, includeCaption));
  return sent;
}

async function forward(chat, message, includeCaption) {
  const content = CONTENT.map((name) => [name, message.attributes[name]]).filter(([, value]) => value !== undefined);
  const copy = storeMessage({
    ...Object.fromEntries(content),
    ...(includeCaption ? {} : { caption: undefined }),
    id: await ownKey(chat.id),
    from: me.wid,
    to: chat.id,
    self: 'out',
    t: Math.floor(Date.now() / 1000),
    isNewMsg: true,
    isForwarded: true,
    forwardingScore: (message.forwardingScore ?? 0) + 1,
  });
  return deliver(copy);
}

async function ownKey(remote) {
  const participant = participantIn(remote, true, me.wid);
  return new MsgKey({ fromMe: true, remote, id: await MsgKey.newId(), participant });
}

define('WAWebChatForwardMessage', { forwardMessages });
