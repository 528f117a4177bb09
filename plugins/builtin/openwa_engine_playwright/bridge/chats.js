// Chats by the id that a caller knows.
bridge.chats = (() => {
  // WhatsApp is moving chats from the phone number to the LID: a chat may be there under the other one.
  async function known(id) {
    const chat = WPP.chat.get(id);
    if (chat || !id.endsWith('@c.us')) return chat ?? null;
    const { lid } = await WPP.contact.getPnLidEntry(id);
    return lid ? (WPP.chat.get(lid._serialized) ?? null) : null;
  }

  return { known };
})();
