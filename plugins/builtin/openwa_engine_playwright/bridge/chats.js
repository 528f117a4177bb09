// Chats and people by the id that a caller knows: WhatsApp is moving them from the phone number to the LID.
bridge.chats = (() => {
  const { attempt, text } = bridge.fields;
  const { isConnected, refuse } = bridge.refusals;

  const isPerson = (id) => /@(c\.us|lid)$/.test(id);

  // The LID of a number, the number of a LID; null for what WhatsApp does not know.
  async function otherId(id) {
    if (!isPerson(id)) return null;
    const { lid, phoneNumber } = await WPP.contact.getPnLidEntry(id);
    return (id.endsWith('@lid') ? phoneNumber : lid)?._serialized ?? null;
  }

  async function known(id) {
    const chat = WPP.chat.get(id);
    if (chat) return chat;
    const other = await otherId(id);
    return other ? (WPP.chat.get(other) ?? null) : null;
  }

  async function named(id) {
    return (await known(id)) ?? refuse('chat_not_found', 'The chat is unknown');
  }

  // Opens it if need be. WhatsApp has no word of its own for a group that the account is not in, nor for a LID
  // that nobody has.
  async function find(id) {
    try {
      return await WPP.chat.find(id);
    } catch (error) {
      if (error?.code !== undefined) throw error;
      if (!isConnected()) refuse('not_connected', 'The connection to WhatsApp was lost');
      if (id.endsWith('@g.us')) refuse('not_a_member', 'Not in the group');
      if (id.endsWith('@lid')) refuse('not_on_whatsapp', 'Nobody has this LID');
      throw error;
    }
  }

  // WhatsApp's table has the others, and may not have the account's own ids.
  function ownPhone(lid) {
    const own = attempt(() => WPP.conn.getMyUserLid());
    return own !== null && String(own) === String(lid) ? WPP.conn.getMyUserId() : null;
  }

  function phone(wid) {
    return attempt(() =>
      wid.isLid() ? (WPP.whatsapp.lidPnCache.getPhoneNumber(wid) ?? ownPhone(wid)) : wid,
    );
  }

  // Callers go by the phone number, where WhatsApp knows it.
  function name(wid) {
    return text(phone(wid) ?? wid);
  }

  function lid(wid) {
    return text(attempt(() => (wid.isLid() ? wid : WPP.whatsapp.lidPnCache.getCurrentLid(wid))));
  }

  // LID and number of those of whom both are known.
  function identities(wids) {
    const pairs = Array.from(wids, (wid) => [lid(wid), text(attempt(() => phone(wid)))]);
    return pairs.filter(([one, other]) => one && other && one.endsWith('@lid') && !other.endsWith('@lid'));
  }

  return { find, identities, known, lid, name, named, otherId };
})();
