import { hashOfId, idOfHash } from '../../media/file_id.js';

const LONGEST_NAME = 255;

const known = (value) => value ?? undefined;
const unknown = (value) => value ?? null;

/** A picture, a film, a sound, a document or a sticker: the text of the wire is the caption. */
export const file = {
  fromWire: ({ body, enclosed }) => ({
    caption: body || undefined,
    mimetype: enclosed.mimetype,
    size: enclosed.size,
    filehash: hashOfId(enclosed.id),
    mediaKey: enclosed.id,
    filename: known(enclosed.filename),
    duration: known(enclosed.seconds),
    waveform: enclosed.waveform ? Uint8Array.from(enclosed.waveform) : undefined,
    width: known(enclosed.width),
    height: known(enclosed.height),
    isGif: enclosed.gif,
  }),
  toWire: (message) => ({
    body: message.caption ?? '',
    enclosed: {
      kind: 'file',
      id: idOfHash(message.filehash),
      mimetype: message.mimetype || 'application/octet-stream',
      size: message.size ?? 0,
      filename: unknown(message.filename?.slice(0, LONGEST_NAME)),
      seconds: unknown(message.duration),
      waveform: message.waveform ? Array.from(message.waveform) : null,
      width: unknown(message.width),
      height: unknown(message.height),
      gif: Boolean(message.isGif),
    },
  }),
};
