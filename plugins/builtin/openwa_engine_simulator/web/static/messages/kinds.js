import { cards } from './kinds/cards.js';
import { file } from './kinds/file.js';
import { notice } from './kinds/notice.js';
import { place } from './kinds/place.js';
import { poll } from './kinds/poll.js';
import { text } from './kinds/text.js';

/** What a message of each type carries besides its text. Whatever is not here carries nothing. */
const KIND_BY_TYPE = {
  image: file,
  video: file,
  audio: file,
  ptt: file,
  document: file,
  sticker: file,
  location: place,
  vcard: cards,
  multi_vcard: cards,
  poll_creation: poll,
  gp2: notice,
};

/** Both ways between the wire and a stored message: `fromWire(wire)` and `toWire(message)`. */
export function kindOf(type) {
  return KIND_BY_TYPE[type] ?? text;
}
