import { Collection } from '../runtime/collection.js';
import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { isMe } from '../identity/me.js';

/** A person known to this account; `isAddressBookContact` is 1 for those in the phone's address book. */
class ContactModel extends Model {
  static defaults = { name: undefined, pushname: undefined, isBusiness: false, isAddressBookContact: 0 };

  get displayName() {
    return displayName(this);
  }
}
ContactModel.prototype.proxyName = 'contact';

class ContactCollectionImpl extends Collection {
  modelClass = ContactModel;
}

export const ContactStore = new ContactCollectionImpl();

/** Adds the person, or learns the name that was not known before. */
export function learnContact({ id, ...known }) {
  const contact = ContactStore.get(id);
  if (contact) contact.set(known);
  else ContactStore.add(new ContactModel({ id, ...known }));
}

const phoneNumber = (contact) => `+${contact.id.user}`;
const displayName = (contact) => contact.name || contact.pushname || phoneNumber(contact);
const never = () => false;

define('WAStandInContacts', { ContactCollection: ContactStore, ContactCollectionImpl });
define('WAStandInContactModel', { Contact: ContactModel });
define('WAStandInContactGetters', {
  getNotifyName: (contact) => contact.pushname,
  getPremiumMessageName: displayName,
  getUserid: (contact) => contact.id.user,
  getUserhash: () => null,
  getIsMe: (contact) => isMe(contact.id),
  getIsUser: (contact) => contact.id.isUser(),
  getIsGroup: (contact) => contact.id.isGroup(),
  getIsBroadcast: (contact) => contact.id.isBroadcast(),
  getIsNewsletter: (contact) => contact.id.isNewsletter(),
  getIsPSA: (contact) => contact.id.isPSA(),
  getIsIAS: never,
  getIsSupportAccount: never,
  getIsWAContact: (contact) => contact.id.isUser(),
  getCanRequestPhoneNumber: never,
  getShowBusinessCheckmarkAsPrimary: never,
  getShowBusinessCheckmarkAsSecondary: never,
  getShowBusinessCheckmarkInChatlist: never,
  getIsDisplayNameApproved: never,
  getShouldForceBusinessUpdate: never,
});
define('WAStandInFrontendContactGetters', {
  getDisplayName: displayName,
  getPnForLid: () => null,
  getDisplayNameOrPnForLid: displayName,
  getFormattedPhone: phoneNumber,
  getFormattedUsernameOrPhone: phoneNumber,
  getFormattedShortNameWithNonBreakingSpaces: (contact) => displayName(contact).replaceAll(' ', '\u00a0'),
  getFormattedShortName: (contact) => displayName(contact).split(' ')[0],
  getFormattedName: displayName,
  getFormattedUser: phoneNumber,
  getSearchName: (contact) => displayName(contact).toLowerCase(),
  getPhoneNumber: phoneNumber,
  getTextStatusString: () => '',
});
define('WAStandInMyContact', {
  getIsMyContact: (contact) => contact.isAddressBookContact === 1,
  getMentionName: displayName,
});
define('WAStandInVerifiedName', { getSearchVerifiedName: () => null, getHeader: displayName });
