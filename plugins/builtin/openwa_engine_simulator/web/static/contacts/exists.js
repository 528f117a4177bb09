import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { Wid, optionalWid } from '../identity/wid.js';
import { ChatStore, openChat } from '../stores/chats.js';
import { takeGroup } from '../groups/metadata.js';
import { getAlternateUserWid, learnLid } from './lid.js';

/** Asks the network whether the number has an account. Null when it has none. */
async function queryWidExists(wid) {
  const question = wid.isLid() ? { id: String(wid) } : { phone: wid.user };
  const { exists, id, lid, isBusiness } = await requests.ask('exists', question);
  if (!exists) return null;
  const found = new Wid(id);
  learnLid(found.isLid() ? wid : found, new Wid(lid));
  return { wid: found, lid: optionalWid(lid), biz: isBusiness, bizInfo: undefined, disappearingMode: undefined };
}

/** The chat with this address; a new one only with somebody who is in the network. */
async function findOrCreateLatestChat(wid) {
  const chat = ChatStore.get(wid) ?? ChatStore.get(getAlternateUserWid(wid));
  if (chat) return { chat, created: false };
  if (wid.isGroup()) return findGroup(wid);
  const found = await queryWidExists(wid);
  return { chat: found && openChat(found.wid), created: Boolean(found) };
}

/** The chat of a group that the account is in. */
async function findGroup(wid) {
  try {
    takeGroup((await requests.ask('group', { group: String(wid) })).group);
  } catch {
    return { chat: null, created: false };
  }
  return { chat: ChatStore.get(wid), created: true };
}

define('WAStandInQueryExists', {
  queryWidExists,
  queryPhoneExists: (phone) => queryWidExists(new Wid(`${phone}@c.us`)),
});
define('WAStandInFindChat', { findOrCreateLatestChat });
define('WAStandInChatRecord', { createChatRecord: async (wid) => openChat(wid) });
