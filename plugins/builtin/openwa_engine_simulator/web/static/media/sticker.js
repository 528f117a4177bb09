import { define } from '../runtime/registry.js';

const ANIMATION_FLAG = 0x02;
const FLAGS_AT = 20;

/** Whether a WebP file says of itself that it is animated. */
function isAnimatedWebp(buffer) {
  const bytes = new Uint8Array(buffer);
  const isExtended = String.fromCharCode(...bytes.slice(12, 16)) === 'VP8X';
  return isExtended && (bytes[FLAGS_AT] & ANIMATION_FLAG) !== 0;
}

define('WAStandInAnimatedWebp', { isAnimatedWebp });
// The real page makes a WebP file of every sticker; here it goes out as it came.
define('WAStandInStickers', { processRawSticker: async (opaque) => ({ mediaBlob: opaque }) });
