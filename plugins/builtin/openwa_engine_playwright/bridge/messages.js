// Messages: those that come while we listen, and those that are asked for.
bridge.messages = (() => {
  const { attempt, number, text } = bridge.fields;
  const { identities, lid, name } = bridge.chats;
  const PAGE = 50;

  // As the account's owner has saved him; WhatsApp may know him by his LID or by his number.
  function contactName(wid) {
    const ids = [wid, attempt(() => WPP.whatsapp.lidPnCache.getPhoneNumber(wid))];
    const saved = ids.map((id) => attempt(() => WPP.whatsapp.ContactStore.get(id)));
    return text(saved.find((contact) => contact?.isMyContact)?.name);
  }

  const recipientsOf = (msg) => (msg.type === 'gp2' ? Array.from(msg.recipients ?? []).filter(Boolean) : []);

  // What happened to a group stands among its messages.
  function notice(msg) {
    if (msg.type !== 'gp2') return null;
    return { action: text(msg.subtype), participants: recipientsOf(msg).map(name), text: text(msg.body) };
  }

  function fields(msg) {
    const author = msg.author ?? msg.id.participant;
    const mentioned = Array.from(msg.mentionedJidList ?? []);
    return {
      id: String(msg.id),
      chat: name(msg.id.remote),
      lid: lid(msg.id.remote),
      fromMe: Boolean(msg.id.fromMe),
      from: name(msg.from),
      to: name(msg.to),
      author: name(author),
      type: text(msg.type),
      ...bridge.content.fields(msg),
      t: number(msg.t),
      ack: number(msg.ack),
      pushName: text(msg.notifyName),
      contactName: contactName(author ?? msg.from),
      forwarded: Boolean(msg.isForwarded),
      edited: bridge.changes.isEdited(msg),
      notice: notice(msg),
      quoted: text(attempt(() => msg.quotedMsgId)),
      mentioned: mentioned.map(name),
      identities: identities([msg.id.remote, author, ...mentioned, ...recipientsOf(msg)].filter(Boolean)),
    };
  }

  // One that cannot be read must not hold up the rest: the gateway counts it.
  const message = (msg) => attempt(() => fields(msg));

  function told(msg) {
    // Comes again, with its text, once it is decrypted.
    if (msg.type !== 'ciphertext') bridge.outbox.put({ kind: 'message', message: message(msg) });
  }

  function acked(ids, ack) {
    const own = Array.from(ids).filter((id) => String(id).startsWith('true_'));
    if (own.length === 0) return;
    bridge.outbox.put({ kind: 'ack', ids: own.map(String), chat: name(own[0].remote), ack });
  }

  function listen() {
    WPP.on('chat.new_message', told);
    // The store tells of messages that it holds, from the start; wa-js of all others, once it is fully ready.
    // In a group its receipts are single members': there only the store's counts, which WhatsApp adds up.
    WPP.on('loader.injected', () => {
      WPP.whatsapp.MsgStore.on('change:ack', (msg) => acked([msg.id], msg.ack));
    });
    WPP.on('chat.msg_ack_change', ({ ack, chat, ids }) => {
      if (!String(chat).endsWith('@g.us')) acked(ids, ack);
    });
  }

  async function history({ chat, limit, before }) {
    const known = await bridge.chats.known(chat);
    if (!known) return { messages: [] };
    const options = before === null ? {} : { id: before, direction: 'before' };
    const found = await WPP.chat.getMessages(known.id, { count: limit, ...options });
    return { messages: found.map(message) };
  }

  async function one({ id }) {
    const found = await bridge.store.find(id);
    return { messages: found ? [message(found)] : [] };
  }

  async function chatSince(chat, since) {
    for (let count = PAGE; ; count *= 4) {
      const found = await WPP.chat.getMessages(chat.id, { count });
      if (found.some((msg) => msg.t < since) || found.length < count) {
        return found.filter((msg) => msg.t >= since && isReadable(msg));
      }
    }
  }

  // One that is decrypted later is told then: wa-js does so only for those that come while it listens.
  function isReadable(msg) {
    if (msg.type !== 'ciphertext') return true;
    attempt(() => msg.once('change:type', () => told(msg)));
    return false;
  }

  // What happens to a group need not bring it up in the list, and then leaves the chat's own time alone.
  function newest(chat) {
    const last = attempt(() => chat.msgs.getModelsArray().at(-1).t);
    return Math.max(chat.t ?? Infinity, last ?? 0);
  }

  async function since({ t }) {
    const messages = [];
    for (const chat of await WPP.chat.list()) {
      if (newest(chat) >= t) messages.push(...(await chatSince(chat, t)));
    }
    const changes = await bridge.changes.since(t);
    return { messages: messages.sort((one, other) => one.t - other.t).map(message), changes };
  }

  return { history, listen, one, since };
})();
