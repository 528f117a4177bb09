import { Model } from '../runtime/model.js';

export const STAGE = {
  INIT: 'INIT',
  PREPARING: 'PREPARING',
  UPLOADING: 'UPLOADING',
  FETCHING: 'FETCHING',
  RESOLVED: 'RESOLVED',
  ERROR_UPLOAD: 'ERROR_UPLOAD',
  ERROR_MISSING: 'ERROR_MISSING',
};

/** What the page knows of the file of a message, and how far its way up or down has come. */
export class MediaData extends Model {
  static defaults = { mediaStage: STAGE.INIT, mediaBlob: undefined };
}
MediaData.prototype.proxyName = 'mediaData';

/** The same from the attributes of a message. */
export function mediaDataOf({ type, mimetype, size, filehash, filename, isGif, isViewOnce, duration, width, height }) {
  return new MediaData({
    type,
    mimetype,
    size,
    filehash,
    filename,
    isGif,
    isViewOnce,
    duration,
    fullWidth: width,
    fullHeight: height,
  });
}

const MOST_HELD = 4;
const holders = [];

/** Keeps the file with its message until some others have come: a page that lives for weeks must not grow. */
export function hold(mediaData, opaque) {
  mediaData.set({ mediaBlob: opaque });
  holders.push(mediaData);
  if (holders.length > MOST_HELD) letGo(holders.shift());
}

function letGo(mediaData) {
  mediaData.mediaBlob?.autorelease();
  mediaData.set({ mediaBlob: undefined, mediaStage: STAGE.INIT });
}
