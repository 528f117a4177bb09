import { turn } from '../runtime/turn.js';
import { acknowledge } from '../network/acknowledge.js';
import { handle, line, requests } from '../network/line.js';
import { credentials, keepLink } from '../profile/credentials.js';
import { Conn, presentAccount } from './conn.js';
import { Socket } from './socket.js';
import { NetworkStatus, Stream, showStream } from './stream.js';

/** The network has answered our `hello`: it is there, and what waits can be asked. */
export function greeted() {
  NetworkStatus.set({ online: true });
  requests.resume();
}

/** The network knows this device as one of the account's, from now on or again. */
export async function joinAccount(account) {
  greeted();
  presentAccount(account);
  Conn.set({ ref: null, connected: true });
  await turn();
  Socket.set({ state: 'CONNECTED', stream: 'SYNCING' });
  showStream('SYNCING', 'SYNCING');
}

handle('open', () => {
  line.send({ t: 'hello', token: credentials.token });
  acknowledge(0);
});

handle('resumed', async ({ me }) => {
  await keepLink(credentials.token, me);
  await joinAccount(me);
});

handle('close', () => {
  requests.pause();
  if (Stream.mode === 'CONFLICT' || credentials.keys === undefined) return;
  if (credentials.token === null) Conn.set({ ref: null });
  NetworkStatus.set({ online: false });
  Socket.set({ stream: 'DISCONNECTED' });
  showStream('OFFLINE', 'OFFLINE');
});
