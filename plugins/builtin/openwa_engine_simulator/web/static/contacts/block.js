import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { requests } from '../network/line.js';

/** Those whose messages the account does not want. */
const BlocklistCollection = new Collection();

/** The network says whether the person is blocked; who listens is told of a change. */
export function showBlocked(wid, isBlocked) {
  if (Boolean(BlocklistCollection.get(wid)) === isBlocked) return;
  if (isBlocked) BlocklistCollection.add(new Model({ id: wid }));
  else BlocklistCollection.remove(wid);
  BlocklistCollection.trigger('sort');
}

async function block(wid, blocked) {
  await requests.ask('block', { id: String(wid), blocked });
  showBlocked(wid, blocked);
}

define('WAStandInBlocklist', { BlocklistCollection });
define('WAStandInBlock', {
  blockContact: ({ contact }) => block(contact.id, true),
  unblockContact: (contact) => block(contact.id, false),
});
