import { credentials } from '../profile/credentials.js';
import { Conn } from '../session/conn.js';
import { Socket } from '../session/socket.js';
import { Stream } from '../session/stream.js';
import { ChatStore } from '../stores/chats.js';
import { ContactStore } from '../stores/contacts.js';
import { MsgStore } from '../stores/messages.js';
import { PresenceCollection } from '../stores/presence.js';
import { chatView, onPick } from './chat_view.js';
import { linkView } from './link_view.js';
import { stateBadge } from './state_badge.js';

const REDRAW_AFTER_MS = 50;

let redraw;

/** Draws the page now and after every change; many changes at once make one drawing. */
export function showWindow() {
  for (const source of [Conn, Socket, Stream, ChatStore, ContactStore, MsgStore, PresenceCollection]) {
    source.on('change', schedule);
    source.on('add', schedule);
    source.on('remove', schedule);
  }
  onPick(schedule);
  draw();
}

function schedule() {
  redraw ??= setTimeout(draw, REDRAW_AFTER_MS);
}

function draw() {
  redraw = undefined;
  document.getElementById('state').replaceChildren(stateBadge());
  document.getElementById('main').replaceChildren(credentials.token === null ? linkView() : chatView());
}
