import { define } from '../runtime/registry.js';

const FORM = /^([\w.-]+)(?::(\d+))?@(c\.us|lid|g\.us|broadcast|newsletter|bot)$/;

/** An address in the network: a person, a group or a list, as `user@server`. */
export class Wid {
  constructor(text) {
    const match = FORM.exec(text);
    if (!match) throw new Error(`not an address: ${text}`);
    this.user = match[1];
    this.server = match[3];
    this._serialized = `${this.user}@${this.server}`;
  }

  equals(other) {
    return other instanceof Wid && other._serialized === this._serialized;
  }

  isUser() {
    return this.server === 'c.us' || this.server === 'lid' || this.server === 'bot';
  }

  isLid() {
    return this.server === 'lid';
  }

  isGroup() {
    return this.server === 'g.us';
  }

  isBroadcast() {
    return this.server === 'broadcast' && !this.isStatusV3();
  }

  isStatusV3() {
    return this._serialized === 'status@broadcast';
  }

  isNewsletter() {
    return this.server === 'newsletter';
  }

  isBot() {
    return this.server === 'bot';
  }

  isPSA() {
    return this._serialized === '0@c.us';
  }

  toJid() {
    return this.server === 'c.us' ? `${this.user}@s.whatsapp.net` : this._serialized;
  }

  toString() {
    return this._serialized;
  }

  toJSON() {
    return this._serialized;
  }

  static isWid(value) {
    return value instanceof Wid || FORM.test(value);
  }

  static isXWid(server, value) {
    return Wid.isWid(value) && new Wid(String(value)).server === server;
  }

  static isGroup(value) {
    return Wid.isXWid('g.us', value);
  }

  static isUser(value) {
    return Wid.isWid(value) && new Wid(String(value)).isUser();
  }

  static isLid(value) {
    return Wid.isXWid('lid', value);
  }

  static isBroadcast(value) {
    return Wid.isXWid('broadcast', value);
  }

  static isStatusV3(value) {
    return String(value) === 'status@broadcast';
  }
}

/** The address, or undefined for null: what the wire leaves out. */
export function optionalWid(text) {
  return text ? new Wid(text) : undefined;
}

const isWidlike = (value) => value instanceof Wid || (typeof value === 'object' && 'user' in value);

define('WAStandInWid', { default: Wid });
define('WAStandInWidFactory', {
  isWidlike,
  createWid: (text) => new Wid(text),
  createWidFromWidLike: ({ user, server }) => new Wid(`${user}@${server}`),
  createUserWid: (user, server = 'c.us') => new Wid(`${user.split('@')[0]}@${server}`),
  createUserWidOrThrow: (user, server = 'c.us') => new Wid(`${user.split('@')[0]}@${server}`),
});
