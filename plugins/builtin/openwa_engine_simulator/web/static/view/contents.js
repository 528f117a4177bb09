import { STAGE } from '../media/media_data.js';
import { element } from './element.js';
import { summaryOf, wordOf } from './summary.js';

const PLAYERS = {
  image: (url, alt) => element('img', { src: url, alt }),
  sticker: (url, alt) => element('img', { src: url, alt, class: 'sticker' }),
  video: (url, alt) => element('video', { src: url, 'aria-label': alt, controls: '', preload: 'metadata' }),
  audio: (url, alt) => element('audio', { src: url, 'aria-label': alt, controls: '', preload: 'none' }),
};
PLAYERS.ptt = PLAYERS.audio;

const WAITING = {
  [STAGE.PREPARING]: 'preparing',
  [STAGE.UPLOADING]: 'uploading',
  [STAGE.FETCHING]: 'loading',
  [STAGE.ERROR_UPLOAD]: 'not sent',
  [STAGE.ERROR_MISSING]: 'no longer there',
};

/** What a message shows, as elements. */
export function contentsOf(message) {
  if (CONTENTS[message.type]) return CONTENTS[message.type](message);
  return message.mediaData ? fileContents(message) : [paragraph(summaryOf(message))];
}

const paragraph = (text, attributes = {}) => element('p', attributes, text);

/** The file if the page has it now, else a button to fetch it: the view loads nothing by itself. */
function fileContents(message) {
  const { mediaData, caption } = message;
  const shown = mediaData.mediaBlob ? shownFile(message, mediaData.mediaBlob.url()) : absentFile(message);
  return [shown, caption ? paragraph(caption) : []].flat();
}

function shownFile(message, url) {
  const player = PLAYERS[message.type];
  if (player) return player(url, message.caption ?? wordOf(message));
  return element('a', { class: 'file', href: url, download: message.filename ?? '' }, labelOf(message));
}

function absentFile(message) {
  const waits = WAITING[message.mediaData.mediaStage];
  if (waits) return paragraph(`${labelOf(message)} · ${waits}`, { class: 'file' });
  const button = element('button', { type: 'button', class: 'file' }, `${labelOf(message)} · show`);
  button.addEventListener('click', () => message.downloadMedia());
  return button;
}

const labelOf = (message) =>
  [wordOf(message), message.filename, message.duration && `${Math.round(message.duration)} s`, sizeText(message.size)]
    .filter(Boolean)
    .join(' · ');

function sizeText(bytes) {
  if (bytes === undefined) return '';
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function place({ loc, lat, lng }) {
  return [paragraph(loc || 'A place'), element('small', {}, `${lat}, ${lng}`)];
}

function poll({ pollName, pollOptions }) {
  const options = pollOptions.map(({ name }) => element('li', {}, name));
  return [paragraph(pollName), element('ul', { class: 'poll' }, options)];
}

const NUMBER_IN_CARD = /^TEL[^:]*:(.+)$/m;

const card = (name, vcard) => [paragraph(name), element('small', {}, NUMBER_IN_CARD.exec(vcard)?.[1] ?? '')];

const CONTENTS = {
  location: place,
  poll_creation: poll,
  vcard: ({ vcardFormattedName, body }) => card(vcardFormattedName, body),
  multi_vcard: ({ vcardList }) => vcardList.flatMap(({ displayName, vcard }) => card(displayName, vcard)),
};
