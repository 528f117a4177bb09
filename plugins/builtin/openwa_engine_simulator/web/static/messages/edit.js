import { define } from '../runtime/registry.js';
import { acknowledge } from '../network/acknowledge.js';
import { handle, requests } from '../network/line.js';
import { MsgKey } from '../identity/msgkey.js';
import { keyFromWire } from './key.js';
import { recall } from './older.js';

const LONGEST_AGE_S = 15 * 60;
const WITH_CAPTION = ['image', 'video', 'document'];

const isYoungAndOwn = ({ id, t }) => id.fromMe && Date.now() / 1000 - t < LONGEST_AGE_S;
const canEditText = (message) => message.type === 'chat' && isYoungAndOwn(message);
const canEditCaption = (message) =>
  WITH_CAPTION.includes(message.type) && Boolean(message.caption) && isYoungAndOwn(message);

/** Keys that were chosen for own edits whose news may come before their answer. */
const chosen = new Map();

/** Gives an own message another text or caption; kept when the network has it. */
async function addAndSendMessageEdit(message, { id, body, latestEditSenderTimestampMs }) {
  const name = String(message.id);
  chosen.set(name, id);
  try {
    await requests.ask('edit', { id: name, body });
    applyEdit(message, { body, key: id, at: latestEditSenderTimestampMs });
  } finally {
    chosen.delete(name);
  }
}

/** Shows the new text; whoever listens for edits hears of each once. */
function applyEdit(message, { body, key, at }) {
  const place = WITH_CAPTION.includes(message.type) ? 'caption' : 'body';
  message.set({ [place]: body, latestEditSenderTimestampMs: at, latestEditMsgKey: key });
}

/** Tells of an edit that was missed, if the page has another text or nobody was told. */
export async function catchUpWithEdit(message, wire, isUntold) {
  const isSame = (message.caption ?? message.body ?? '') === wire.body;
  if (isUntold || !isSame) await receiveEdit({ ...wire, ts: wire.editedAt });
}

/** Somebody, perhaps oneself on another device, has edited a message. */
export async function receiveEdit({ chat, id, fromMe, author, body, ts }) {
  const message = await recall(keyFromWire({ chat, id, fromMe, author }));
  if (!message || message.type === 'revoked') return;
  const key = chosen.get(String(message.id)) ?? new MsgKey({ ...message.id, id: await MsgKey.newId() });
  applyEdit(message, { body, key, at: ts * 1000 });
}

handle('edited', async (edit) => {
  await receiveEdit(edit);
  acknowledge(edit.seq);
});

define('WAStandInEdit', { canEditText, canEditCaption, addAndSendMessageEdit });
