/** Somebody's card, or several: one is the body itself, several are a list. */
export const cards = {
  fromWire({ type, enclosed }) {
    return type === 'vcard' ? oneFromWire(enclosed.cards[0]) : { vcardList: enclosed.cards.map(listed) };
  },
  toWire(message) {
    const all = message.type === 'vcard' ? [oneToWire(message)] : message.vcardList.map(unlisted);
    return { body: all[0].name, enclosed: { kind: 'cards', cards: all } };
  },
};

const oneFromWire = ({ name, vcard }) => ({ body: vcard, vcardFormattedName: name });
const oneToWire = ({ body, vcardFormattedName }) => ({ name: vcardFormattedName ?? '', vcard: body });
const listed = ({ name, vcard }) => ({ displayName: name, vcard, isMultiVcard: false });
const unlisted = ({ displayName, vcard }) => ({ name: displayName ?? '', vcard });
