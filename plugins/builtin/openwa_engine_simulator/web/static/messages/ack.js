import { define } from '../runtime/registry.js';

/** How far a message has come, in the network's own numbers. */
export const ACK = { FAILED: -1, CLOCK: 0, SENT: 1, RECEIVED: 2, READ: 3, PLAYED: 4 };

/** The words that receipts use for the same. */
export const ACK_STRING = { SENDER: 'sender', DELIVERY: 'delivery', READ: 'read', PLAYED: 'played' };

const EDIT_ATTR = { SENDER_REVOKE: 7, ADMIN_REVOKE: 8 };

define('WAStandInAck', { ACK, ACK_STRING, EDIT_ATTR });
