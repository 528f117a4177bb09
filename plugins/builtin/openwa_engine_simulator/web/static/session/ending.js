import { define, use } from '../runtime/registry.js';
import { handle, line, requests } from '../network/line.js';
import { forgetLink } from '../profile/credentials.js';
import { BackendEvent, BackendEventBus, showStream } from './stream.js';
import { Cmd } from './cmd.js';
import { Socket } from './socket.js';

const RELOAD_AFTER_MS = 300;
const LEAVE_TIMEOUT_MS = 5000;
const BAN_RETRY_MS = 30_000;

/** Ends the link from this side; the profile is forgotten whether the network answers, refuses or is away. */
async function leave() {
  const patience = new Promise((resolve) => setTimeout(resolve, LEAVE_TIMEOUT_MS));
  await Promise.race([requests.ask('logout').catch(() => undefined), patience]);
  await endLink('user_initiated');
}

Socket.on('leave', leave);

let ended = false;

/** The link is gone: the profile forgets it, the window is told, and the page starts again as a new device. */
export async function endLink(reason) {
  if (ended) return;
  ended = true;
  await forgetLink();
  line.rest();
  use('WAStandInLogoutReasonCode').getErrorCodeFromLogoutReason(reason);
  Cmd.trigger('logout');
  Socket.set({ state: 'UNPAIRED' });
  showStream('QR', 'PAIRING');
  setTimeout(() => location.reload(), RELOAD_AFTER_MS);
}

handle('logout', ({ reason }) => endLink(reason));
// The phone has scanned the code, and the network does not take the device in: the page starts again.
handle('auth_failed', () => endLink(LogoutReason.ClientFatal));

handle('banned', ({ reason, expiresInS }) => {
  BackendEventBus.trigger(BackendEvent.ACCOUNT_TEMPORARILY_BANNED, { reason, expiresInS });
  const seconds = expiresInS ?? Infinity;
  line.rest(Math.min(seconds * 1000, BAN_RETRY_MS));
});

handle('replaced', () => {
  line.rest();
  Socket.set({ state: 'CONFLICT' });
  showStream('CONFLICT', 'OFFLINE');
});

const LogoutReason = {
  UserInitiated: 'user_initiated',
  DeviceRemoved: 'device_removed',
  Banned: 'banned',
  ClientFatal: 'client_fatal',
};
const LOGOUT_REASON_CODE = { CLIENT_FATAL: '0', SYNC_FAIL: '1', ACCOUNT_LOCKED: '3' };

let previous = { code: null, message: null };

define('WAStandInLogoutReason', { LogoutReason, LOGOUT_REASON_CODE });
define('WAStandInLogoutReasonCode', {
  getErrorCodeFromLogoutReason: (reason) =>
    reason === LogoutReason.Banned ? LOGOUT_REASON_CODE.ACCOUNT_LOCKED : LOGOUT_REASON_CODE.CLIENT_FATAL,
  setPrevLogoutReasonCode: (code) => (previous = { ...previous, code }),
  setPrevCustomLogoutMessage: (message) => (previous = { ...previous, message }),
  getPrevLogoutReasonCode: () => previous.code,
  getPrevCustomLogoutMessage: () => previous.message,
});
