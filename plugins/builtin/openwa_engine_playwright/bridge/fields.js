// Plain fields out of WhatsApp's live objects, which must never leave the page themselves.
bridge.fields = (() => {
  const text = (value) => (value === undefined || value === null ? null : String(value));
  const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

  // A value that WhatsApp may not have (any more): a missing one is no reason to fail.
  function attempt(read) {
    try {
      return read() ?? null;
    } catch {
      return null;
    }
  }

  function within(promise, ms, otherwise) {
    const late = new Promise((resolve) => setTimeout(resolve, ms, otherwise));
    return Promise.race([Promise.resolve(promise).catch(() => otherwise), late]);
  }

  function message(msg) {
    return {
      id: String(msg.id),
      chat: String(msg.id.remote),
      fromMe: Boolean(msg.id.fromMe),
      from: text(msg.from),
      to: text(msg.to),
      author: text(msg.author ?? msg.id.participant),
      type: text(msg.type),
      body: msg.type === 'chat' ? text(msg.body) : text(msg.caption),
      t: number(msg.t),
      ack: number(msg.ack),
      pushName: text(msg.notifyName),
      media: Boolean(msg.mimetype || msg.mediaKey),
      quoted: text(attempt(() => msg.quotedMsgId)),
      mentioned: Array.from(msg.mentionedJidList ?? [], String),
    };
  }

  return { attempt, message, number, text, within };
})();
