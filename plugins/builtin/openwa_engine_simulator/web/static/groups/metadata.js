import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';
import { Wid, optionalWid } from '../identity/wid.js';
import { learnLid } from '../contacts/lid.js';
import { openChat } from '../stores/chats.js';
import { ParticipantCollection } from './participants.js';

/** What is known of a group; `stale` until the network has told. */
class GroupMetadata extends Model {
  static defaults = {
    subject: '',
    desc: undefined,
    descId: undefined,
    owner: undefined,
    creation: undefined,
    announce: false,
    restrict: false,
    size: 0,
    memberAddMode: 'admin_add',
    membershipApprovalMode: false,
    isLidAddressingMode: false,
    stale: true,
  };

  participants = new ParticipantCollection();

  pastParticipants = new Collection();

  get groupType() {
    return 'DEFAULT';
  }

  canSetSubject() {
    return this.participants.iAmAdmin() || (!this.restrict && this.participants.iAmMember());
  }

  canSetDescription() {
    return this.canSetSubject();
  }

  canSetGroupProperty() {
    return this.participants.iAmAdmin();
  }

  canSetEphemeralSetting() {
    return this.participants.iAmAdmin();
  }
}
GroupMetadata.prototype.proxyName = 'groupMetadata';

class GroupMetadataCollection extends Collection {
  modelClass = GroupMetadata;

  /** What is known of the group, asked for if it is not. A group that the account is not in has no members. */
  async find(wid) {
    const metadata = metadataOf(wid);
    if (metadata.stale) await fetchGroup(wid);
    return metadata;
  }

  onParentGroupChange() {}
}

const GroupMetadataStore = new GroupMetadataCollection();

/** The record of a group, nested in its chat. */
function metadataOf(wid) {
  const known = GroupMetadataStore.get(wid);
  if (known) return known;
  const metadata = GroupMetadataStore.gadd(wid);
  openChat(wid).nest('groupMetadata', metadata);
  return metadata;
}

async function fetchGroup(wid) {
  try {
    takeGroup((await requests.ask('group', { group: String(wid) })).group);
  } catch (refusal) {
    if (refusal.code !== 'not_a_member') throw refusal;
    metadataOf(wid).set({ stale: false });
  }
}

/** A group by the network's word. */
export function takeGroup(group) {
  const wid = new Wid(group.id);
  const metadata = metadataOf(wid);
  openChat(wid).set({ name: group.subject });
  metadata.participants.reset(membersOf(group));
  metadata.set({ ...groupInfo(group), stale: false });
  return metadata;
}

/** The account is not in the group any more: nobody asks about it again. */
export function leaveGroup(group) {
  takeGroup(group).participants.reset([]);
}

/** All groups that the account is in: it is in no other. */
export function takeAllGroups(groups) {
  groups.forEach(takeGroup);
  const ids = groups.map(({ id }) => id);
  const left = GroupMetadataStore.filter(({ id }) => !ids.includes(String(id)));
  for (const { participants } of left) participants.reset([]);
}

/** The group in the words of the page. */
export function groupInfo(group) {
  return {
    id: new Wid(group.id),
    subject: group.subject,
    desc: group.description || undefined,
    owner: optionalWid(group.owner ?? undefined),
    creation: group.createdAt,
    announce: group.announce,
    restrict: group.restrict,
    size: group.participants.length,
  };
}

export function membersOf({ participants }) {
  return participants.map(({ id, role, lid }) => {
    const wid = new Wid(id);
    if (lid && !wid.isLid()) learnLid(wid, new Wid(lid));
    return { id: wid, isAdmin: role !== 'member', isSuperAdmin: role === 'owner' };
  });
}

define('WAStandInGroupMetadata', { default: GroupMetadataStore });
define('WAStandInGroupMetadataModel', { default: GroupMetadata });
