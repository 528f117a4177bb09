import { define } from '../runtime/registry.js';
import { Wid, optionalWid } from './wid.js';

/** The account that this page is linked to; empty until it is. */
export const me = { wid: undefined, lid: undefined };

/** Takes the account from the wire's form, `{user, device, lid, pushName, platform}`. */
export function becomeMe(account) {
  me.wid = new Wid(`${account.user}@c.us`);
  me.lid = optionalWid(account.lid);
}

export function isMe(wid) {
  return Boolean(wid && (me.wid?.equals(wid) || me.lid?.equals(wid)));
}

define('WAWebUserPrefsMeUser', {
  getMe: () => me.wid,
  getMaybeMeUser: () => me.wid,
  getMaybeMePnUser: () => me.wid,
  getMaybeMeLidUser: () => me.lid,
  getMeLidUserOrThrow() {
    if (!me.lid) throw new Error('this account has no LID');
    return me.lid;
  },
});
