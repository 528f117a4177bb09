import { handle } from '../network/line.js';
import { Wid } from '../identity/wid.js';
import { ChatStore } from '../stores/chats.js';
import { learnContact } from '../stores/contacts.js';
import { showBlocked } from './block.js';
import { learnLid } from './lid.js';

/** A person by the network's word; a name that is not in the address book is the person's own. */
export function takeContact({ id, name, pushName, isMyContact, isBlocked, isBusiness, lid }) {
  const wid = new Wid(id);
  learnContact({
    id: wid,
    name: isMyContact ? name : undefined,
    pushname: pushName,
    isAddressBookContact: Number(isMyContact),
    isBusiness,
  });
  if (lid && !wid.isLid()) learnLid(wid, new Wid(lid));
  for (const known of [id, lid]) ChatStore.get(known)?.set({ name });
  showBlocked(wid, isBlocked);
}

/** Numbers behind LIDs. */
export function takeIdentities(pairs) {
  for (const { lid, id } of pairs) learnLid(new Wid(id), new Wid(lid));
}

handle('contact', ({ contact }) => takeContact(contact));
handle('identities', ({ pairs }) => takeIdentities(pairs));
