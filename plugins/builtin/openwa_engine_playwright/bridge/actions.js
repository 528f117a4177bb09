// What can be done to a message that is there. What is repeated does no harm.
bridge.actions = (() => {
  const { attempt, until } = bridge.fields;
  const { refuse } = bridge.refusals;
  const { named } = bridge.store;
  const EDITABLE_S = 15 * 60;
  const LIMIT_MS = 5_000;
  const QUIET = { detectMentioned: false, linkPreview: false, markIsRead: false };

  async function mine(id) {
    const { reactionByMe } = await WPP.chat.getReactions(id);
    return reactionByMe?.reactionText ?? '';
  }

  async function react({ id, emoji }) {
    const msg = String((await named(id)).id);
    const { sendMsgResult: result } = await WPP.chat.sendReactionToMessage(msg, emoji);
    if ((result?.messageSendResult ?? result) === 'OK' || (await mine(msg)) === emoji) return {};
    return refuse('reaction_refused', String(result));
  }

  async function edit({ id, text }) {
    const msg = await named(id);
    if (!msg.id.fromMe) refuse('not_own', 'Only own messages are edited');
    if (Date.now() / 1000 - msg.t > EDITABLE_S) refuse('too_late', 'The message is too old to be edited');
    await WPP.chat.editMessage(String(msg.id), text, QUIET);
    return {};
  }

  // wa-js deletes a message here when it may not be deleted for everyone.
  async function checkMayRevoke(msg) {
    const isMine = attempt(() => msg.senderObj.isMe) ?? msg.id.fromMe;
    const rules = msg.id.remote.isGroup() && (await WPP.group.iAmAdmin(msg.id.remote));
    if (!isMine && !rules) refuse('not_admin', "Only admins delete others' messages for everyone");
  }

  async function remove({ id, forEveryone }) {
    const msg = await named(id);
    if (forEveryone) {
      if (msg.type === 'revoked') return {};
      await checkMayRevoke(msg);
    }
    await WPP.chat.deleteMessage(msg.id.remote, String(msg.id), false, forEveryone);
    const isDone = () => (forEveryone ? msg.type === 'revoked' : bridge.store.inMemory(String(msg.id)) === null);
    if (!(await until(isDone, LIMIT_MS))) refuse('delete_refused', 'The message is still there');
    return {};
  }

  async function star({ id, starred }) {
    const msg = await named(id);
    if (Boolean(msg.star) === starred) return {};
    await WPP.chat.starMessage(String(msg.id), starred);
    if (!(await until(() => Boolean(msg.star) === starred, LIMIT_MS))) refuse('star_refused', 'Nothing changed');
    return {};
  }

  return { edit, react, remove, star };
})();
