// Messages by the ids that callers have: WhatsApp's own, or ours from before the message was sent.
bridge.store = (() => {
  const { refuse } = bridge.refusals;
  const ID = /^(true|false)_([^_]+)_([^_]+)(?:_([^_]+))?$/;

  const inMemory = (id) => WPP.whatsapp.MsgStore.get(id) ?? null;

  // Looks on disk as well, which takes its time.
  async function stored(id) {
    try {
      return await WPP.chat.getMessageById(id);
    } catch (error) {
      if (error?.code === 'msg_not_found' || error?.code === 'chat_not_found') return null;
      throw error;
    }
  }

  // WhatsApp's own form of an id in this chat (a chat may be known by its LID, a group's id names the author),
  // with our key in place of a fresh one.
  async function ownId(chat, key) {
    const fresh = await WPP.chat.generateMessageID(chat);
    return String(fresh).replace(`_${fresh.id}`, `_${key}`);
  }

  // The forms that WhatsApp may know the message by.
  async function* formsOf(id) {
    const [, own, chatId, key, participant] = ID.exec(id) ?? [];
    if (own === undefined) return;
    yield id;
    const chat = await bridge.chats.known(chatId);
    if (!chat) return;
    if (own === 'true') yield ownId(chat, key);
    else if (participant === undefined) yield `false_${chat.id}_${key}`;
    else yield `false_${chat.id}_${key}_${await bridge.chats.otherId(participant)}`;
  }

  async function find(id) {
    for await (const form of formsOf(id)) {
      const msg = inMemory(form) ?? (await stored(form));
      if (msg) return msg;
    }
    return null;
  }

  async function named(id) {
    return (await find(id)) ?? refuse('msg_not_found', 'The message is unknown');
  }

  return { find, inMemory, named, ownId, stored };
})();
