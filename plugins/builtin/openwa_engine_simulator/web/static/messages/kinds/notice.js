import { Wid } from '../../identity/wid.js';

/** What happened to a group; only the network writes these. */
export const notice = {
  fromWire: ({ body, enclosed }) => ({
    body,
    subtype: enclosed.subtype,
    recipients: enclosed.recipients.map((text) => new Wid(text)),
  }),
  toWire() {
    throw new Error('what happened to a group is not written by a device');
  },
};
