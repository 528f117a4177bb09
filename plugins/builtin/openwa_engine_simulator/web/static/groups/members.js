import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { Wid } from '../identity/wid.js';

const MULTI_STATUS = 207;

/** Asks for the change; each participant has an answer of his own. */
async function change(gid, kind, wids) {
  const question = { group: String(gid), change: kind, participants: wids.map(String) };
  const { changed } = await requests.ask('group_members', question);
  const participants = changed.map(({ id, code }) => ({ userWid: new Wid(id), code: String(code) }));
  return { status: MULTI_STATUS, participants };
}

const sends = (kind) => (gid, people) => change(gid, kind, people.map((one) => one.phoneNumber ?? one));

/** The same for records of a chat and its members; as on the real page, it says nothing of each. */
const changes = (kind) => async (chat, participants) => {
  await change(chat.id, kind, participants.map(({ id }) => id));
};

define('WAStandInSendMembers', {
  sendAddParticipants: sends('add'),
  sendRemoveParticipants: sends('remove'),
  sendPromoteParticipants: sends('promote'),
  sendDemoteParticipants: sends('demote'),
});
define('WAStandInMembers', {
  addParticipants: changes('add'),
  removeParticipants: changes('remove'),
  promoteParticipants: changes('promote'),
  demoteParticipants: changes('demote'),
  promoteCommunityParticipants: changes('promote'),
  demoteCommunityParticipants: changes('demote'),
});
