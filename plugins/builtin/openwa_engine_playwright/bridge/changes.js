// What becomes of messages: another text, a deletion for everyone, reactions. Told as it happens, and asked for
// after a time without a gateway.
bridge.changes = (() => {
  const { attempt, number, text } = bridge.fields;
  const { name } = bridge.chats;
  // WhatsApp's times are in seconds in some places and in milliseconds in others: no time of ours is as late.
  const LATEST_S = 1e11;

  function seconds(t) {
    const value = number(t);
    return value === null ? null : Math.floor(value > LATEST_S ? value / 1000 : value);
  }

  const now = () => Math.floor(Date.now() / 1000);

  const isEdited = (msg) => msg.type !== 'revoked' && Boolean(msg.latestEditMsgKey || msg.latestEditSenderTimestampMs);

  const edit = (msg) => ({
    kind: 'edit',
    id: String(msg.id),
    chat: name(msg.id.remote),
    body: bridge.content.body(msg) ?? '',
    t: seconds(msg.latestEditSenderTimestampMs) ?? now(),
  });

  const revoke = (key, t) => ({ kind: 'revoke', id: String(key), chat: name(key.remote), t });

  const reaction = ({ msgId, sender, reactionText, timestamp }) => ({
    kind: 'reaction',
    id: String(msgId),
    chat: name(msgId.remote),
    sender: name(sender),
    emoji: text(reactionText) ?? '',
    t: seconds(timestamp) ?? now(),
  });

  function tell(fact) {
    if (fact) bridge.outbox.put(fact);
  }

  function watch(store) {
    // The whole change is made first.
    store.on('change:latestEditMsgKey', (msg) => queueMicrotask(() => tell(attempt(() => edit(msg)))));
    store.on('change:type', (msg) => {
      if (msg.type === 'revoked') tell(attempt(() => revoke(msg.id, now())));
    });
  }

  function listen() {
    WPP.on('loader.injected', () => watch(WPP.whatsapp.MsgStore));
    // Of messages that are not in memory.
    WPP.on('chat.msg_revoke', ({ refId }) => tell(attempt(() => revoke(refId, now()))));
    WPP.on('chat.new_reaction', (given) => tell(attempt(() => reaction(given))));
    // wa-js tells of reactions only from here on: it begins in a task of its own, which ours comes after.
    const loaded = now();
    WPP.on('loader.full_ready', () => void setTimeout(async () => (await since(loaded)).forEach(tell)));
  }

  async function reactions(msg, since) {
    const { reactions: kinds } = await WPP.chat.getReactions(String(msg.id));
    const all = kinds.flatMap(({ senders }) => senders).map((one) => attempt(() => reaction(one)));
    return all.filter((fact) => fact !== null && fact.t >= since);
  }

  // Of one message, since then; what WhatsApp does not say of it is left out.
  async function of(msg, since) {
    const facts = [];
    const edited = isEdited(msg) ? attempt(() => edit(msg)) : null;
    if (edited !== null && edited.t >= since) facts.push(edited);
    if (msg.type === 'revoked') facts.push(revoke(msg.id, seconds(msg.revokeTimestamp) ?? msg.t));
    if (msg.hasReaction !== false) facts.push(...(await reactions(msg, since).catch(() => [])));
    return facts;
  }

  async function since(t) {
    const facts = [];
    for (const msg of attempt(() => WPP.whatsapp.MsgStore.getModelsArray()) ?? []) {
      facts.push(...(await of(msg, t).catch(() => [])));
    }
    return facts;
  }

  return { isEdited, listen, since };
})();
