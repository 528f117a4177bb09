import { define } from '../runtime/registry.js';

/** A file that the page has, without its bytes: the browser keeps those, on disk if there are many. */
export class OpaqueData {
  constructor(blob) {
    this._blob = blob;
  }

  static async createFromData(data, type) {
    return new OpaqueData(data instanceof Blob && data.type === type ? data : new Blob([data], { type }));
  }

  type() {
    return this._blob.type;
  }

  size() {
    return this._blob.size;
  }

  forceToBlob() {
    return this._blob;
  }

  url() {
    this._url ??= URL.createObjectURL(this._blob);
    return this._url;
  }

  /** The browser lets the bytes go when nobody holds the blob any more. */
  autorelease() {
    if (this._url) URL.revokeObjectURL(this._url);
    this._url = undefined;
  }

  retain() {}

  throwIfReleased() {}
}

define('WAStandInOpaqueData', { default: OpaqueData });
