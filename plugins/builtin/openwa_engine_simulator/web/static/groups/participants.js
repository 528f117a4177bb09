import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { isMe } from '../identity/me.js';

/** Somebody in a group. */
class Participant extends Model {
  static defaults = { isAdmin: false, isSuperAdmin: false };
}
Participant.prototype.proxyName = 'participant';

/** The members of a group, and what one of them may do. */
export class ParticipantCollection extends Collection {
  modelClass = Participant;

  /** The members are these, and no others. */
  reset(list) {
    for (const gone of this.filter(({ id }) => !list.some((one) => one.id.equals(id)))) this.remove(gone);
    for (const one of list) this.gadd(one.id).set(one);
  }

  me() {
    return this.findFirst(({ id }) => isMe(id));
  }

  iAmMember() {
    return Boolean(this.me());
  }

  iAmAdmin() {
    return Boolean(this.me()?.isAdmin);
  }

  iAmSuperAdmin() {
    return Boolean(this.me()?.isSuperAdmin);
  }

  iAmRestrictedMember() {
    return false;
  }

  getAdmins() {
    return this.filter(({ isAdmin }) => isAdmin);
  }

  canAdd() {
    return this.iAmAdmin();
  }

  canRemove(participant) {
    return this.iAmAdmin() && !participant.isSuperAdmin && !isMe(participant.id);
  }

  canPromote(participant) {
    return this.iAmAdmin() && !participant.isAdmin;
  }

  canDemote(participant) {
    return this.iAmAdmin() && participant.isAdmin && !participant.isSuperAdmin;
  }
}

define('WAStandInParticipants', { default: ParticipantCollection });
define('WAStandInParticipant', { default: Participant });
