// The list of chats, and what can be done with one.
bridge.chatList = (() => {
  const { attempt, number, text, until } = bridge.fields;
  const { lid, name, named } = bridge.chats;
  const LIMIT_MS = 5_000;
  const SHOW = { paused: 'markIsPaused', recording: 'markIsRecording', typing: 'markIsComposing' };

  // WhatsApp keeps the time at which it ends, or -1 for one that does not.
  function isMuted(chat) {
    const end = number(chat.muteExpiration) ?? 0;
    return end < 0 || end > Date.now() / 1000;
  }

  const fields = (chat) => ({
    id: name(chat.id),
    lid: lid(chat.id),
    name: text(chat.name ?? chat.formattedTitle),
    unread: number(chat.unreadCount) ?? 0,
    archived: Boolean(chat.archive),
    pinned: Boolean(chat.pin),
    muted: isMuted(chat),
    t: number(chat.t),
  });

  async function all() {
    const chats = await WPP.chat.list({ ignoreGroupMetadata: true });
    return { chats: chats.map((chat) => attempt(() => fields(chat))).filter((chat) => chat !== null) };
  }

  async function markRead({ chat }) {
    await WPP.chat.markIsRead((await named(chat)).id);
    return {};
  }

  async function markUnread({ chat }) {
    await WPP.chat.markIsUnread((await named(chat)).id);
    return {};
  }

  // WhatsApp does not say when it is done.
  async function archive({ chat, archived }) {
    const found = await named(chat);
    if (Boolean(found.archive) === archived) return {};
    await (archived ? WPP.chat.archive(found.id) : WPP.chat.unarchive(found.id));
    const isDone = await until(() => Boolean(found.archive) === archived, LIMIT_MS);
    if (!isDone) bridge.refusals.refuse('archive_refused', 'Nothing changed');
    return {};
  }

  async function show({ chat, presence }) {
    await WPP.chat[SHOW[presence]]((await named(chat)).id);
    return {};
  }

  return { all, archive, markRead, markUnread, show };
})();
