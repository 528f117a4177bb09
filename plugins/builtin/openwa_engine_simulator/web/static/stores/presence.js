import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';

/** Whether somebody is online or typing; nobody tells the stand-in yet, so nobody ever is. */
class PresenceModel extends Model {
  static defaults = { isOnline: false, hasData: false };

  async subscribe() {}
}

const PresenceCollection = new Collection();

export function presenceOf(wid) {
  PresenceCollection.add(PresenceCollection.get(wid) ?? new PresenceModel({ id: wid }));
  return PresenceCollection.get(wid);
}

// Without its class, as on the real page: a searcher would take the class for the store.
define('WAStandInPresence', { PresenceCollection });
