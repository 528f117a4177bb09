import { define } from '../runtime/registry.js';
import { EventEmitter } from '../runtime/emitter.js';
import { turn } from '../runtime/turn.js';
import { handle, requests } from '../network/line.js';
import { credentials, keepLink } from '../profile/credentials.js';
import { Conn } from './conn.js';
import { greeted, joinAccount } from './connection.js';
import { endLink } from './ending.js';
import { Socket } from './socket.js';
import { showStream } from './stream.js';

handle('ref', async ({ ref, ttlMs }) => {
  if (credentials.token !== null) {
    await endLink('device_removed');
    return;
  }
  greeted();
  Conn.set({ ref, refTTL: ttlMs });
  Socket.set({ state: 'UNPAIRED' });
  showStream('QR', 'PAIRING');
});

handle('qr_idle', async () => {
  greeted();
  Conn.set({ ref: null });
  await turn();
  Socket.set({ state: 'UNPAIRED_IDLE' });
  showStream('QR', 'PAIRING');
});

handle('paired', async ({ token, me }) => {
  await keepLink(token, me);
  await joinAccount(me);
});

const WAWebLinkDeviceEvents = new EventEmitter();

define('WAStandInAltLinking', { initializeAltDeviceLinking: async () => undefined });
define('WAStandInLinkCode', {
  genLinkDeviceCodeForPhoneNumber: async (phone) => (await requests.ask('link_code', { phone })).code,
});
define('WAWebLinkDeviceEvents', { WAWebLinkDeviceEvents });
