// Sending under an id that the gateway chose, and finding out afterwards what became of it.
bridge.sending = (() => {
  const { isConnected, refuse } = bridge.refusals;
  const { inMemory, ownId, stored } = bridge.store;
  const NEWS_MS = 2_000;
  const SERVER_HAS_IT = 1;
  const underWay = new Map();

  async function reachableChat(to) {
    const chat = (await bridge.chats.known(to)) ?? (await newChat(to));
    await checkBlocked(chat);
    if (to.endsWith('@g.us')) checkGroup(chat);
    return chat;
  }

  async function newChat(to) {
    if (to.endsWith('@c.us') && !(await bridge.people.query(to))) {
      if (isConnected()) refuse('not_on_whatsapp', 'The number is not on WhatsApp');
      refuse('not_connected', 'The connection to WhatsApp was lost');
    }
    return bridge.chats.find(to);
  }

  // The phone may have let him in again a moment ago: the page hears of that by itself.
  async function checkBlocked(chat) {
    const isLetIn = () => !bridge.people.isBlocked(chat.id);
    if (!(await bridge.fields.until(isLetIn, NEWS_MS))) refuse('blocked', 'The contact is blocked');
  }

  function checkGroup(chat) {
    const { attempt } = bridge.fields;
    const { announce, participants, stale } = chat.groupMetadata ?? {};
    if (stale !== false) return;
    if (attempt(() => participants.iAmMember()) === false) refuse('not_a_member', 'Not in the group');
    if (announce && attempt(() => participants.iAmAdmin()) === false) refuse('not_admin', 'Only admins write here');
  }

  function report(msg) {
    return { id: String(msg.id), t: msg.t, ack: msg.ack };
  }

  function again(msg) {
    if (msg.ack >= SERVER_HAS_IT) return { outcome: 'sent', ...report(msg) };
    return { outcome: msg.ack < 0 ? 'refused' : 'unknown', reason: 'handed over before' };
  }

  function options(id, { quoted, mentioned }) {
    return {
      messageId: id,
      ...(quoted === null ? {} : { quotedMsg: quoted }),
      ...(mentioned.length === 0 ? {} : { mentionedList: mentioned }),
      detectMentioned: false,
      linkPreview: false,
      markIsRead: false,
      waitForAck: true,
    };
  }

  async function handOver(id, order) {
    try {
      const { content, to } = order;
      return judge(id, await bridge.kinds[content.kind](to, content, options(id, order)));
    } catch (error) {
      // Once it is in the store it may go out, now or after a reconnect.
      if (mayBeInMemory(id)) return { outcome: 'unknown', reason: String(error?.code ?? 'error') };
      throw error;
    }
  }

  function mayBeInMemory(id) {
    try {
      return inMemory(id) !== null;
    } catch {
      return true;
    }
  }

  // From here on the message may be on its way, whatever the answer looks like.
  function judge(id, sent) {
    const result = resultOf(sent);
    const msg = bridge.fields.attempt(() => inMemory(id));
    const ack = msg?.ack ?? sent?.ack ?? 0;
    if (result === 'OK' || ack >= SERVER_HAS_IT) {
      const t = msg?.t ?? sent?.sendMsgResult?.t;
      return { outcome: 'sent', id: String(sent?.id ?? id), t, ack: Math.max(ack, SERVER_HAS_IT) };
    }
    const reason = String(sent?.sendMsgResult?.code ?? result);
    return { outcome: ack < 0 ? 'refused' : 'unknown', reason };
  }

  // A newsletter's result is a bare word.
  function resultOf(sent) {
    const result = sent?.sendMsgResult;
    return typeof result === 'string' ? result : result?.messageSendResult;
  }

  // With what the page itself has to it: the file, the message that is said once more.
  async function complete(content) {
    if (content.kind === 'file') return { ...content, file: bridge.files.take(content) };
    return content.kind === 'forward' ? { ...content, raw: await bridge.forwarding.raw(content.id) } : content;
  }

  async function quotedId(id) {
    return id === null ? null : String((await bridge.store.named(id)).id);
  }

  async function begin(order, attempt) {
    if (!isConnected()) refuse('not_connected', 'WhatsApp is not connected');
    const content = await complete(order.content);
    const chat = await reachableChat(order.to);
    const id = await ownId(chat, order.key);
    const known = inMemory(id);
    if (known) return again(known);
    attempt.order = { ...order, content, quoted: await quotedId(order.quoted), to: String(chat.id) };
    attempt.id = id;
    return handOver(id, attempt.order);
  }

  // The gateway sends one message at a time: a second call with a key means that it gave the first one up,
  // which may wait for ever. Handed over again under the same id it is still one message.
  function repeat(attempt) {
    const order = attempt.id === null ? null : orderAgain(attempt);
    return order === null ? attempt.outcome : Promise.race([attempt.outcome, handOver(attempt.id, order)]);
  }

  // wa-js waits until a message with a file comes into the store, where this one is already: it is handed over
  // with the file that WhatsApp has by now. Null while it has none.
  function orderAgain({ id, order }) {
    const known = order.content.kind === 'file' ? inMemory(id) : null;
    if (known === null) return order;
    return known.filehash ? { ...order, content: { kind: 'forward', raw: bridge.forwarding.copy(known) } } : null;
  }

  function send(order) {
    let attempt = underWay.get(order.key);
    if (attempt === undefined) {
      attempt = { id: null, order: null };
      underWay.set(order.key, attempt);
      attempt.outcome = begin(order, attempt);
    } else {
      attempt.outcome = repeat(attempt);
    }
    return attempt.outcome.finally(() => underWay.delete(order.key));
  }

  async function lookup({ to, key }) {
    if (underWay.has(key) || !isConnected()) return { outcome: 'unknown' };
    const chat = await bridge.chats.known(to);
    const msg = chat && (await stored(await ownId(chat, key)));
    if (!isConnected()) return { outcome: 'unknown' };
    if (!msg || msg.ack < 0) return { outcome: 'absent' };
    return msg.ack >= SERVER_HAS_IT ? { outcome: 'sent', ...report(msg) } : { outcome: 'unknown' };
  }

  return { lookup, send };
})();
