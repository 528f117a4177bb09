import { define, use } from '../runtime/registry.js';
import { handle } from '../network/line.js';
import { isMe, me } from '../identity/me.js';
import { Wid } from '../identity/wid.js';
import { leaveGroup, takeGroup } from './metadata.js';

/** What the notice of it says was done to the members. */
const ACTION_BY_NOTICE = {
  add: 'add',
  invite: 'add',
  remove: 'remove',
  leave: 'remove',
  promote: 'promote',
  demote: 'demote',
};

/** Changes that wait for their notice: as on the real page, the action is told before the members change. */
const waiting = new Map();

handle('group', ({ group, isMember }) => {
  apply(group.id);
  waiting.set(group.id, { group, isMember });
});

function apply(id) {
  const change = waiting.get(id);
  if (!change) return;
  waiting.delete(id);
  (change.isMember ? takeGroup : leaveGroup)(change.group);
}

/** A notice has come: tells who did what to whom, through the registry, then changes the members. */
export async function receiveNotice({ chat, from, author, pushName, t, enclosed }) {
  const action = ACTION_BY_NOTICE[enclosed.subtype];
  if (action) {
    await use('WAStandInGroupAction').updateDBForGroupAction(
      {
        author: personal(author ?? from),
        chatId: new Wid(chat),
        pushname: pushName,
        ts: t,
        offline: null,
      },
      {
        actionType: action,
        participants: enclosed.recipients.map((id) => ({ id: personal(id), isAdmin: action === 'promote' })),
        ...(enclosed.subtype === 'invite' ? { isInvite: true, reason: 'invite' } : {}),
      },
    );
  }
  apply(chat);
}

/** Oneself by one's number, whatever the others call one. */
function personal(id) {
  const wid = new Wid(id);
  return isMe(wid) ? me.wid : wid;
}

define('WAStandInGroupAction', { updateDBForGroupAction: async () => undefined });
