import { define } from '../runtime/registry.js';
import { Wid } from './wid.js';

const RANDOM_BYTES = 9;

/**
 * The id of a message: who sent it, in which chat, and its own letters; in a group also the sender.
 * The serialised form is kept in `$1`, where the real page keeps it since mid-2026.
 */
export class MsgKey {
  constructor(parts) {
    if (parts === null || parts === undefined) throw new Error('MsgKey error: obj is null/undefined');
    this.fromMe = parts.fromMe ?? parts.selfDir === 'out';
    this.remote = parts.remote ?? (this.fromMe ? parts.to : parts.from);
    this.id = parts.id;
    this.participant = parts.participant;
    this.$1 = [this.fromMe, this.remote, this.id, this.participant]
      .filter((part) => part !== undefined)
      .join('_');
  }

  equals(other) {
    return other instanceof MsgKey && String(other) === String(this);
  }

  clone() {
    return new MsgKey(this);
  }

  toString() {
    return this.$1;
  }

  static fromString(text) {
    const [fromMe, remote, id, participant] = text.split('_');
    if (!id || !['true', 'false'].includes(fromMe)) throw new Error(`not a message id: ${text}`);
    return new MsgKey({
      fromMe: fromMe === 'true',
      remote: new Wid(remote),
      id,
      participant: participant ? new Wid(participant) : undefined,
    });
  }

  static async newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    return `3EB0${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
  }
}

define('WAStandInMsgKey', { default: MsgKey });
