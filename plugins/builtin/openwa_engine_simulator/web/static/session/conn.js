import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { becomeMe, me } from '../identity/me.js';

class ConnModel extends Model {
  static defaults = { ref: null, refTTL: 0, connected: false, isSMB: false };
}

/** The account and the QR reference, as the page shows them. */
export const Conn = new ConnModel();

/** Takes over the account from the wire's form. */
export function presentAccount(account) {
  becomeMe(account);
  Conn.set({ wid: me.wid, pushname: account.pushName, platform: account.platform });
}

define('WAStandInConn', { Conn, ConnImpl: ConnModel });
