import { EventEmitter } from '../runtime/emitter.js';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 2000;

/**
 * The line to the simulator: JSON frames over a WebSocket that comes back by itself.
 * Tells `open`, `close` and `frame` (the parsed object).
 */
export class DeviceSocket extends EventEmitter {
  socket;
  retryMs = FIRST_RETRY_MS;
  retryTimer;
  resting = false;

  constructor(url) {
    super();
    this.url = url;
  }

  connect() {
    clearTimeout(this.retryTimer);
    if (this.socket && this.socket.readyState < WebSocket.CLOSING) return;
    this.lost();
    this.resting = false;
    const socket = new WebSocket(this.url);
    socket.onopen = () => this.trigger('open');
    socket.onmessage = (event) => socket === this.socket && this.received(event.data);
    socket.onclose = () => socket === this.socket && this.closed();
    this.socket = socket;
  }

  /** Says it if the line is up, and whether it is; who must be heard asks again when it is up again. */
  send(frame) {
    const isUp = this.socket?.readyState === WebSocket.OPEN;
    if (isUp) this.socket.send(JSON.stringify(frame));
    return isUp;
  }

  /** Hangs up and stays away: for ever, or for the given time. */
  rest(forMs) {
    this.resting = true;
    clearTimeout(this.retryTimer);
    this.socket?.close();
    if (forMs !== undefined) this.connectIn(forMs);
  }

  /** Only a server that speaks is there again: one that hangs up at once is not asked at a gallop. */
  received(text) {
    this.retryMs = FIRST_RETRY_MS;
    this.trigger('frame', JSON.parse(text));
  }

  /** The socket is gone for us, whenever it says so itself: one that ends late must not end its successor. */
  lost() {
    if (!this.socket) return;
    this.socket = undefined;
    this.trigger('close');
  }

  closed() {
    this.lost();
    if (this.resting) return;
    this.connectIn(this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }

  connectIn(delayMs) {
    this.retryTimer = setTimeout(() => this.connect(), delayMs);
  }
}
