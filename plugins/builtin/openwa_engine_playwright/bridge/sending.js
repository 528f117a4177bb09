// Sending under an id that the gateway chose, and finding out afterwards what became of it.
bridge.sending = (() => {
  const SERVER_HAS_IT = 1;
  const underWay = new Map();

  class Refusal extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }

  function isConnected() {
    return WPP.isInjected && WPP.conn.isAuthenticated() && WPP.conn.getStreamData().mode === 'MAIN';
  }

  // wa-js answers null to any failure, and for a while to the next question too: only WhatsApp's own answer
  // can say that a number is unknown.
  async function exists(to) {
    if ((await WPP.contact.queryWidExists(to)) !== null) return true;
    const { WidFactory, functions } = WPP.whatsapp;
    try {
      return Boolean(await functions.queryWidExists(WidFactory.createWid(to)));
    } catch (error) {
      if (isConnected()) throw error;
      return false;
    }
  }

  async function reachableChat(to) {
    const known = await bridge.chats.known(to);
    if (known) return known;
    if (to.endsWith('@c.us') && !(await exists(to))) {
      throw isConnected()
        ? new Refusal('not_on_whatsapp', 'The number is not on WhatsApp')
        : new Refusal('not_connected', 'The connection to WhatsApp was lost');
    }
    return WPP.chat.find(to);
  }

  // WhatsApp's own form of an id in this chat (a chat may be known by its LID, a group's id names the author),
  // with our key in place of a fresh one.
  async function idOf(chat, key) {
    const fresh = await WPP.chat.generateMessageID(chat);
    return String(fresh).replace(`_${fresh.id}`, `_${key}`);
  }

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
      return judge(id, await WPP.chat.sendTextMessage(order.to, order.text, options(id, order)));
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
    return { outcome: ack < 0 ? 'refused' : 'unknown', reason: String(result) };
  }

  // A newsletter's result is a bare word.
  function resultOf(sent) {
    const result = sent?.sendMsgResult;
    return typeof result === 'string' ? result : result?.messageSendResult;
  }

  async function begin(order, attempt) {
    if (!isConnected()) throw new Refusal('not_connected', 'WhatsApp is not connected');
    const chat = await reachableChat(order.to);
    const id = await idOf(chat, order.key);
    const known = inMemory(id);
    if (known) return again(known);
    if (order.quoted !== null && !(await stored(order.quoted))) {
      throw new Refusal('msg_not_found', 'The quoted message is unknown');
    }
    attempt.order = { ...order, to: String(chat.id) };
    attempt.id = id;
    return handOver(id, attempt.order);
  }

  // The gateway sends one message at a time: a second call with a key means that it gave the first one up,
  // which may wait for ever. Handed over again under the same id it is still one message.
  function repeat(attempt) {
    if (attempt.id === null) return attempt.outcome;
    return Promise.race([attempt.outcome, handOver(attempt.id, attempt.order)]);
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
    const msg = chat && (await stored(await idOf(chat, key)));
    if (!isConnected()) return { outcome: 'unknown' };
    if (!msg || msg.ack < 0) return { outcome: 'absent' };
    return msg.ack >= SERVER_HAS_IT ? { outcome: 'sent', ...report(msg) } : { outcome: 'unknown' };
  }

  return { lookup, send };
})();
