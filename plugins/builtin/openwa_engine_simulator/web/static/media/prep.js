import { define, use } from '../runtime/registry.js';
import { storeMessage } from '../stores/messages.js';
import { ACK } from '../messages/ack.js';
import { SendMsgResult, deliver } from '../messages/send.js';
import { measure } from './measure.js';
import { MediaData, STAGE, hold } from './media_data.js';

/** A file on its way into a message: measured, then stored with it, uploaded, and sent. */
class MediaPrep {
  constructor(opaque, wishes) {
    this.opaque = opaque;
    this.wishes = wishes;
    this.type = typeOf(opaque.type(), wishes);
    this._mediaData = new MediaData({
      type: this.type,
      mimetype: opaque.type(),
      size: opaque.size(),
      isGif: Boolean(wishes.asGif),
      mediaStage: STAGE.PREPARING,
    });
    this.ready = this.prepare();
  }

  waitForPrep() {
    return this.ready;
  }

  async prepare() {
    if (this.type === 'sticker') await this.processSticker();
    const { duration, waveform } = this.wishes.precomputedFields ?? {};
    const { width, height, ...measured } = await measure(this.type, this.opaque);
    this._mediaData.set({ duration: duration ?? measured.duration, waveform, fullWidth: width, fullHeight: height });
    hold(this._mediaData, this.opaque);
  }

  async processSticker() {
    const { mediaBlob } = await use('WAStandInStickers').processRawSticker(this.opaque);
    this.opaque = mediaBlob;
  }

  /** One parameter, as on the page of today: a searcher passes two to a function that names two. */
  async sendToChat({ options }) {
    await Promise.resolve(); // whoever called listens for the message from now on
    const data = { ...options.productMsgOptions, ...this.fileAttributes(), caption: options.caption };
    return this.bring(storeMessage({ ...data, isViewOnce: options.isViewOnce, mediaData: this._mediaData }));
  }

  fileAttributes() {
    const { mimetype, size, isGif, duration, waveform, fullWidth, fullHeight } = this._mediaData;
    return { type: this.type, mimetype, size, isGif, duration, waveform, width: fullWidth, height: fullHeight };
  }

  async bring(message) {
    try {
      this._mediaData.set({ filename: message.filename, mediaStage: STAGE.UPLOADING });
      await this.upload(message);
    } catch (error) {
      this._mediaData.set({ mediaStage: STAGE.ERROR_UPLOAD });
      message.updateAck(ACK.FAILED);
      return { messageSendResult: SendMsgResult.ERROR_UPLOAD, t: message.t, reason: error.message };
    }
    return deliver(message);
  }

  async upload(message) {
    const wanted = { mediaType: this.type, blob: this.opaque.forceToBlob() };
    const { filehash, size, mediaKey } = await use('WAStandInUpload').uploadMedia(wanted);
    this._mediaData.set({ filehash, size });
    message.set({ filehash, size, mediaKey });
    this._mediaData.set({ mediaStage: STAGE.RESOLVED });
  }
}

/** What kind of message the file makes; what nobody said about it is seen from its type. */
function typeOf(mimetype, { asDocument, asSticker, isPtt }) {
  if (asDocument) return 'document';
  if (asSticker) return 'sticker';
  const [family] = mimetype.split('/');
  if (family === 'audio') return isPtt ? 'ptt' : 'audio';
  return family === 'image' || family === 'video' ? family : 'document';
}

define('WAStandInMediaPrep', {
  MediaPrep,
  prepRawMedia: (opaque, wishes) => new MediaPrep(opaque, wishes),
  uploadProductImage() {
    throw new Error('the stand-in has no products');
  },
});
