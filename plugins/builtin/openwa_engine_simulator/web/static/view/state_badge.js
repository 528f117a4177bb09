import { Socket } from '../session/socket.js';
import { Stream } from '../session/stream.js';
import { element } from './element.js';

const WORDS = {
  QR: 'Not linked',
  SYNCING: 'Synchronising',
  MAIN: 'Connected',
  OFFLINE: 'No connection',
  CONFLICT: 'In use elsewhere',
};

/** How the connection stands, and what can be done about it. */
export function stateBadge() {
  const mode = Stream.mode ?? 'OPENING';
  const badge = element('span', { class: `badge badge-${mode.toLowerCase()}` }, WORDS[mode] ?? 'Connecting');
  return mode === 'CONFLICT' ? element('span', {}, badge, takeoverButton()) : badge;
}

function takeoverButton() {
  const button = element('button', { type: 'button' }, 'Use here');
  button.addEventListener('click', () => Socket.takeover());
  return button;
}
