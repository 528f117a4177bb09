import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';

/** What one person is doing: `composing`, `recording`, or just `available`. */
class ChatState extends Model {
  static defaults = { type: undefined, deny: false };
}

/** Whether somebody is online or typing, in a chat of two or of a group. */
class PresenceModel extends Model {
  static defaults = { isOnline: false, hasData: false };

  /** In groups: the state of each member who has shown one. */
  chatstates = new Collection();

  constructor(attributes) {
    super(attributes);
    this.nest('chatstate', new ChatState({ id: this.id }));
  }

  get isGroup() {
    return this.id.isGroup();
  }

  get isUser() {
    return this.id.isUser();
  }

  async subscribe() {}

  /** Somebody was seen doing this. */
  show(person, type) {
    if (this.isGroup) {
      this.chatstates.add(new ChatState({ id: person }));
      this.chatstates.get(person).set({ type });
    }
    this.set({ hasData: true, isOnline: true });
    this.chatstate.set({ type });
  }
}

export const PresenceCollection = new Collection();

export function presenceOf(wid) {
  const known = PresenceCollection.get(wid);
  if (known) return known;
  PresenceCollection.add(new PresenceModel({ id: wid }));
  return PresenceCollection.get(wid);
}

// Without its class, as on the real page: a searcher would take the class for the store.
define('WAStandInPresence', { PresenceCollection });
