import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { Wid, optionalWid } from '../identity/wid.js';
import { ChatStore, openChat } from '../stores/chats.js';
import { learnLid } from './lid.js';

/** Asks the network whether the number has an account. Null when it has none. */
async function queryWidExists(wid) {
  const { exists, id, lid } = await requests.ask('exists', { phone: wid.user });
  if (!exists) return null;
  const found = new Wid(id);
  learnLid(found, optionalWid(lid));
  return { wid: found, biz: false, bizInfo: undefined, disappearingMode: undefined, username: undefined };
}

/** The chat with this address; a new one only with somebody who is in the network. */
async function findOrCreateLatestChat(wid) {
  const chat = ChatStore.get(wid);
  if (chat) return { chat, created: false };
  const found = await queryWidExists(wid);
  return { chat: found && openChat(found.wid), created: Boolean(found) };
}

define('WAStandInQueryExists', {
  queryWidExists,
  queryPhoneExists: (phone) => queryWidExists(new Wid(`${phone}@c.us`)),
});
define('WAStandInFindChat', { findOrCreateLatestChat });
define('WAStandInChatRecord', { createChatRecord: async (wid) => openChat(wid) });
