import { define, use } from '../runtime/registry.js';
import { acknowledge } from '../network/acknowledge.js';
import { handle, requests } from '../network/line.js';
import { isMe } from '../identity/me.js';
import { MsgKey } from '../identity/msgkey.js';
import { Wid } from '../identity/wid.js';
import { MsgStore } from '../stores/messages.js';
import { keyFromWire } from './key.js';
import { recall } from './older.js';

/** Puts a reaction on a message; the empty one takes it back. What it comes to arrives as news. */
async function sendReactionToMsg(message, emoji) {
  await requests.ask('react', { id: String(message.id), emoji });
  return 'OK';
}

/** Tells of somebody's reaction, through the registry, so that it can be listened to. */
export async function receiveReaction({ chat, id, fromMe, author, from, emoji, ts }) {
  const parent = keyFromWire({ chat, id, fromMe, author });
  const { addOrUpdateReactionsModelCollection: tell } = use('WAStandInReactions');
  const one = {
    msgKey: String(keyOfReaction(parent, from, await MsgKey.newId())),
    parentMsgKey: String(parent),
    reactionText: emoji,
    read: isOurs(from),
    senderUserJid: from,
    t: ts,
    orphan: 0,
  };
  await tell(one, true);
}

const isOurs = (person) => isMe(new Wid(person));

function keyOfReaction({ remote }, from, id) {
  const participant = remote.isGroup() ? new Wid(from) : undefined;
  return new MsgKey({ fromMe: isOurs(from), remote, id, participant });
}

/** Keeps it with the message that it is about, instead of what the same person thought before. */
async function addOrUpdateReactionsModelCollection({ parentMsgKey, reactionText, senderUserJid, t }) {
  const message = await recall(MsgKey.fromString(parentMsgKey));
  if (!message) return;
  const others = (message.reactions ?? []).filter(({ from }) => from !== senderUserJid);
  const one = reactionText ? [{ from: senderUserJid, emoji: reactionText, t }] : [];
  message.set({ reactions: [...others, ...one] });
}

/** All reactions to a message, by their emoji. */
async function getReactions(name) {
  const reactions = (MsgStore.get(name)?.reactions ?? []).map((one) => described(MsgKey.fromString(name), one));
  const emojis = [...new Set(reactions.map(({ reactionText }) => reactionText))];
  return {
    reactionByMe: reactions.find(({ senderUserJid }) => isOurs(senderUserJid)),
    reactions: emojis.map((emoji) => aggregate(emoji, reactions)),
  };
}

function aggregate(aggregateEmoji, reactions) {
  const senders = reactions.filter(({ reactionText }) => reactionText === aggregateEmoji);
  const hasReactionByMe = senders.some(({ senderUserJid }) => isOurs(senderUserJid));
  return { aggregateEmoji, senders, hasReactionByMe };
}

function described(parentMsgKey, { from, emoji, t }) {
  const msgKey = keyOfReaction(parentMsgKey, from, `${parentMsgKey.id}${t}`);
  return {
    msgKey,
    parentMsgKey,
    senderUserJid: from,
    reactionText: emoji,
    timestamp: t,
    orphan: 0,
    read: true,
  };
}

handle('reaction', async (reaction) => {
  await receiveReaction(reaction);
  acknowledge(reaction.seq);
});

define('WAStandInReactions', { addOrUpdateReactionsModelCollection });
define('WAStandInSendReaction', { sendReactionToMsg });
define('WAStandInGetReactions', { getReactions });
