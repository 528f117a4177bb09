import { Model } from '../runtime/model.js';
import { EventEmitter } from '../runtime/emitter.js';
import { define } from '../runtime/registry.js';

class StreamModel extends Model {
  static defaults = { mode: undefined, info: undefined, needsUpdate: false, available: true };

  markAvailable() {
    this.set({ available: true });
  }

  markUnavailable() {
    this.set({ available: false });
  }
}

class NetworkStatusModel extends Model {
  static defaults = { online: true };

  checkOnline() {
    return this.online;
  }
}

/** What the page is showing: QR, SYNCING, MAIN, OFFLINE or CONFLICT. */
export const Stream = new StreamModel();

export const NetworkStatus = new NetworkStatusModel();

/** What the background tells the window; a temporary ban comes this way. */
export const BackendEventBus = new EventEmitter();

export const BackendEvent = { ACCOUNT_TEMPORARILY_BANNED: 'account_temporarily_banned' };

/** Moves the stream: the mode is what the window shows, the info how the connection stands. */
export function showStream(mode, info) {
  Stream.set({ mode, info });
}

define('WAStandInStream', { Stream });
define('WAStandInNetworkStatus', { default: NetworkStatus });
define('WAStandInBackendEvents', { BackendEventBus, BackendEvent });
