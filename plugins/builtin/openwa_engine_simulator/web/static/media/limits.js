import { define } from '../runtime/registry.js';

const MIB = 1024 * 1024;

const LIMIT_BY_TYPE = { image: 16 * MIB, audio: 16 * MIB, video: 64 * MIB, sticker: MIB, document: 2048 * MIB };

define('WAStandInMediaLimits', {
  getUploadLimit: (type) => LIMIT_BY_TYPE[type] ?? LIMIT_BY_TYPE.document,
});
