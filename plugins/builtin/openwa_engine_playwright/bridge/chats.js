// Chats by the id that a caller knows: WhatsApp is moving them from the phone number to the LID.
bridge.chats = (() => {
  const { attempt, text } = bridge.fields;

  async function known(id) {
    const chat = WPP.chat.get(id);
    if (chat || !/@(c\.us|lid)$/.test(id)) return chat ?? null;
    const { lid, phoneNumber } = await WPP.contact.getPnLidEntry(id);
    const other = id.endsWith('@lid') ? phoneNumber : lid;
    return other ? (WPP.chat.get(other._serialized) ?? null) : null;
  }

  // Callers go by the phone number, where WhatsApp knows it.
  function name(wid) {
    const phone = attempt(() => (wid.isLid() ? WPP.whatsapp.lidPnCache.getPhoneNumber(wid) : null));
    return text(phone ?? wid);
  }

  function lid(wid) {
    return text(attempt(() => (wid.isLid() ? wid : WPP.whatsapp.lidPnCache.getCurrentLid(wid))));
  }

  return { known, lid, name };
})();
