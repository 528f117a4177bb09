import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { Wid } from '../identity/wid.js';
import { groupInfo, membersOf } from './metadata.js';

const OK = 200;

async function queryGroupInviteCode(gid) {
  return { code: (await requests.ask('invite', { group: String(gid) })).invite };
}

async function resetGroupInviteCode(gid) {
  return { code: (await requests.ask('invite_reset', { group: String(gid) })).invite };
}

/** The group that a code leads to. */
async function sendQueryGroupInvite(code) {
  const { invitedTo } = await requests.ask('invited', { code });
  const info = groupInfo(invitedTo);
  return {
    status: OK,
    groupInfo: { ...info, participants: membersOf(invitedTo), membershipApprovalMode: false },
  };
}

async function joinGroupViaInvite(code) {
  return { gid: new Wid((await requests.ask('group_join', { code })).joined) };
}

async function sendExitGroup(chat) {
  await requests.ask('group_leave', { group: String(chat.id) });
}

define('WAStandInInviteCode', { queryGroupInviteCode });
define('WAStandInJoin', { joinGroupViaInvite, resetGroupInviteCode });
define('WAStandInQueryInvite', { sendQueryGroupInvite });
define('WAStandInLeave', { sendExitGroup });
