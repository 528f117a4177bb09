import { define } from '../runtime/registry.js';

const escaped = (text) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\n/g, '\\n');

/** The card of a person, as an address book takes it. */
function vcardFromContactModel(contact) {
  const { id, displayName } = contact;
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${escaped(displayName)};;;`,
    `FN:${escaped(displayName)}`,
    `TEL;type=CELL;waid=${id.user}:+${id.user}`,
    'END:VCARD',
  ];
  return { displayName, vcard: lines.join('\n'), isMultiVcard: false };
}

define('WAStandInVcard', { vcardFromContactModel });
