import { qrText } from '../profile/device_keys.js';
import { Cmd } from '../session/cmd.js';
import { Conn } from '../session/conn.js';
import { Socket } from '../session/socket.js';
import { element } from './element.js';

/** The page of a device that is not linked: the code to scan, or what to do for a new one. */
export function linkView() {
  return element(
    'section',
    { class: 'link' },
    element('div', { class: 'link-words' }, ...instructions()),
    element('div', { class: 'link-code' }, codePicture()),
  );
}

function instructions() {
  return [
    element('h2', {}, 'Link a simulated phone'),
    element(
      'ol',
      {},
      element('li', {}, 'Make a phone with the simulator’s control API.'),
      element('li', {}, 'Let it scan this code, or read the code with a barcode reader and post its text.'),
      element('li', {}, 'The chats of that phone appear here.'),
    ),
    element('p', { class: 'quiet' }, 'A real phone cannot use this code.'),
  ];
}

function codePicture() {
  if (Socket.state === 'UNPAIRED_IDLE') return refreshButton();
  if (!Conn.ref) return element('p', { class: 'quiet' }, 'Waiting for a code …');
  const text = qrText(Conn.ref);
  return element('img', {
    id: 'qr',
    alt: 'QR code to link a phone',
    src: `/qr.svg?text=${encodeURIComponent(text)}`,
  });
}

function refreshButton() {
  const button = element('button', { type: 'button', id: 'refresh' }, 'Show a new code');
  button.addEventListener('click', () => Cmd.refreshQR());
  return button;
}
