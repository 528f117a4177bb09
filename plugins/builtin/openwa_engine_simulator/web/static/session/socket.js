import { Model } from '../runtime/model.js';
import { define } from '../runtime/registry.js';
import { line } from '../network/line.js';

class SocketModel extends Model {
  static defaults = { state: 'OPENING', stream: 'DISCONNECTED' };

  initConn() {
    line.connect();
  }

  /** Ends the link from this side. */
  logout() {
    this.trigger('leave');
  }

  /** Takes the link back from the client that replaced this one. */
  takeover() {
    line.connect();
  }

  poke() {
    this.initConn();
  }
}

export const Socket = new SocketModel();

const SOCKET_STATE = {
  OPENING: 'OPENING',
  PAIRING: 'PAIRING',
  UNPAIRED: 'UNPAIRED',
  UNPAIRED_IDLE: 'UNPAIRED_IDLE',
  CONNECTED: 'CONNECTED',
  TIMEOUT: 'TIMEOUT',
  CONFLICT: 'CONFLICT',
};
const SOCKET_STREAM = {
  DISCONNECTED: 'DISCONNECTED',
  SYNCING: 'SYNCING',
  RESUMING: 'RESUMING',
  CONNECTED: 'CONNECTED',
};
const WATCHED_SOCKET_STATE = { OPEN: 'OPEN', CLOSED: 'CLOSED' };

define('WAWebSocketModel', { Socket });
define('WAStandInSocketConstants', { SOCKET_STATE, SOCKET_STREAM, WATCHED_SOCKET_STATE });
