import { define } from '../runtime/registry.js';
import { handle, line, requests } from '../network/line.js';
import { Wid } from '../identity/wid.js';
import { presenceOf } from '../stores/presence.js';

const TYPE_BY_STATE = { typing: 'composing', recording: 'recording', paused: 'available' };

/** Shows the others what the owner is doing; without a line, nobody sees it. */
const shows = (state) => async (chat) => {
  if (requests.ready) line.send({ t: 'typing', chat: String(chat.id), state });
};

handle('presence', ({ chat, from, state }) => {
  presenceOf(new Wid(chat)).show(new Wid(from), TYPE_BY_STATE[state]);
});

define('WAStandInChatState', {
  markComposing: shows('typing'),
  markRecording: shows('recording'),
  markPaused: shows('paused'),
});
