import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { Wid } from '../identity/wid.js';
import { takeGroup } from './metadata.js';

const DONE = 200;

class GroupAlreadyExistsError extends Error {}

/** Makes a group; whoever could not be added is named with the reason. */
async function createGroup({ title }, people) {
  const participants = people.map(({ phoneNumber }) => String(phoneNumber));
  const { made, results } = await requests.ask('group_make', { subject: title, participants });
  takeGroup(made);
  return { wid: new Wid(made.id), participants: results.map(described) };
}

const described = ({ id, code }) => ({ wid: new Wid(id), error: code === DONE ? null : code });

/** All groups that the account is in. */
async function queryAllGroups() {
  const { groups } = await requests.ask('groups');
  return groups.map((group) => {
    takeGroup(group);
    return { id: new Wid(group.id), subject: group.subject };
  });
}

define('WAStandInCreateGroup', { createGroup, GroupAlreadyExistsError });
define('WAStandInAllGroups', { queryAllGroups });
