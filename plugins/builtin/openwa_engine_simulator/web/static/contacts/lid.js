import { define } from '../runtime/registry.js';

const lidByPhone = new Map();
const phoneByLid = new Map();

/** Remembers that a phone number and a LID are one person. */
export function learnLid(phone, lid) {
  if (!lid || phone.isLid()) return;
  lidByPhone.set(String(phone), lid);
  phoneByLid.set(String(lid), phone);
}

const getCurrentLid = (wid) => lidByPhone.get(String(wid));
const getPhoneNumber = (wid) => phoneByLid.get(String(wid));

/** The other address of the same person. */
export const getAlternateUserWid = (wid) => (wid.isLid() ? getPhoneNumber(wid) : getCurrentLid(wid));

define('WAStandInApiContact', { getCurrentLid, getPhoneNumber, getAlternateUserWid });
define('WAStandInLidCache', { lidPnCache: { getCurrentLid, getPhoneNumber } });
define('WAStandInLidMigration', { Lid1X1MigrationUtils: { isLidMigrated: () => false } });
