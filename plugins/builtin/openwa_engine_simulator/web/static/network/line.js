import { DeviceSocket } from './device_socket.js';
import { Requests } from './requests.js';

/** The page's one line to the simulator, what is asked over it, and who takes which frame. */
export const line = new DeviceSocket(deviceUrl());
export const requests = new Requests(line);

const handlers = new Map();
let inOrder = Promise.resolve();

/** Names the one function that takes frames of this kind. */
export function handle(kind, handler) {
  handlers.set(kind, handler);
}

/** Frames, and the ups and downs of the line among them, are taken one after the other; kinds without a taker are let go. */
function take(frame) {
  inOrder = inOrder.then(() => handlers.get(frame.t)?.(frame)).catch((error) => console.error(frame.t, error));
}

line.on('frame', take);
line.on('open', () => take({ t: 'open' }));
line.on('close', () => take({ t: 'close' }));
handle('result', (frame) => requests.settle(frame));

function deviceUrl() {
  const url = new URL('/device', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url;
}
