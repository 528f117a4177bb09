// Messages: those that come while we listen, and those that are asked for.
bridge.messages = (() => {
  const { attempt } = bridge.fields;
  // One that cannot be read must not hold up the rest: the gateway counts it.
  const message = (msg) => attempt(() => bridge.fields.message(msg));
  const PAGE = 50;
  const MOST_OF_A_CHAT = 800;

  function told(msg) {
    // Comes again, with its text, once it is decrypted.
    if (msg.type !== 'ciphertext') bridge.outbox.put({ kind: 'message', message: message(msg) });
  }

  function acked(ids, ack) {
    const own = Array.from(ids, String).filter((id) => id.startsWith('true_'));
    if (own.length > 0) bridge.outbox.put({ kind: 'ack', ids: own, ack });
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

  async function chatSince(chat, since) {
    for (let count = PAGE; ; count *= 4) {
      const found = await WPP.chat.getMessages(chat.id, { count });
      const reachesBack = found.some((msg) => msg.t < since);
      if (reachesBack || found.length < count || count >= MOST_OF_A_CHAT) {
        return found.filter((msg) => msg.t >= since && msg.type !== 'ciphertext');
      }
    }
  }

  async function since({ t }) {
    const messages = [];
    for (const chat of await WPP.chat.list()) {
      if ((chat.t ?? t) >= t) messages.push(...(await chatSince(chat, t)));
    }
    return { messages: messages.sort((one, other) => one.t - other.t).map(message) };
  }

  return { history, listen, since };
})();
