import { define } from '../runtime/registry.js';
import { credentials } from './credentials.js';
import { encodeB64 } from './keys.js';

/** The text of the QR code: the reference and the three public parts of this device. */
export function qrText(ref) {
  const { noise, identity, adv } = credentials.keys;
  return [ref, encodeB64(noise), encodeB64(identity), adv].join(',');
}

define('WAStandInNoise', {
  waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: credentials.keys.noise } }) },
});
define('WAStandInSignal', {
  waSignalStore: {
    getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: credentials.keys.identity } }),
  },
});
define('WAStandInAdv', {
  getADVSecretKey: async () => credentials.keys.adv,
  setADVSignedIdentity: () => undefined,
});
