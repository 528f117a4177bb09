// The one thing that the gateway calls: a name and a JSON text in, a JSON text out.
bridge.door = (() => {
  async function beat() {
    const state = await bridge.link.state();
    if (state.mode === 'MAIN') bridge.dialogs.dismiss();
    return state;
  }

  const connected = {
    archiveChat: bridge.chatList.archive,
    block: bridge.people.block,
    changeMembers: bridge.members.change,
    chats: bridge.chatList.all,
    checkNumber: bridge.people.check,
    contact: bridge.people.one,
    contacts: bridge.people.all,
    createGroup: bridge.members.create,
    deleteMessage: bridge.actions.remove,
    download: bridge.files.download,
    editMessage: bridge.actions.edit,
    group: bridge.groups.one,
    groups: bridge.groups.all,
    inviteCode: bridge.groups.invite,
    joinGroup: bridge.groups.join,
    leaveGroup: bridge.groups.leave,
    markRead: bridge.chatList.markRead,
    message: bridge.messages.one,
    markUnread: bridge.chatList.markUnread,
    picture: bridge.people.picture,
    react: bridge.actions.react,
    revokeInvite: bridge.groups.revokeInvite,
    setDescription: bridge.groups.setDescription,
    setSubject: bridge.groups.setSubject,
    showPresence: bridge.chatList.show,
    starMessage: bridge.actions.star,
  };

  const calls = {
    beat,
    history: bridge.messages.history,
    logOut: bridge.link.logOut,
    lookup: bridge.sending.lookup,
    offerFile: bridge.files.offer,
    pairingCode: bridge.link.pairingCode,
    refreshQr: bridge.link.refreshQr,
    send: bridge.sending.send,
    since: bridge.messages.since,
    state: bridge.link.state,
    takeOver: bridge.link.takeOver,
  };
  for (const [name, call] of Object.entries(connected)) calls[name] = bridge.refusals.whileConnected(call);

  // wa-js throws plain objects, too, and says in its errors how large a file may be.
  function refused(error) {
    const told = { code: String(error?.code ?? 'error'), message: String(error?.message ?? error) };
    return { ok: false, ...told, limit: bridge.fields.number(error?.limit) };
  }

  async function call(name, argument) {
    let value;
    try {
      value = await calls[name](JSON.parse(argument));
    } catch (error) {
      return JSON.stringify(refused(error));
    }
    // Outside: what was done and cannot be told is no refusal.
    return JSON.stringify({ ok: true, value });
  }

  return { call };
})();

Object.defineProperty(window, bridge.name, { value: bridge.door.call });

if (window.WPP) {
  bridge.link.listen();
  bridge.messages.listen();
  bridge.changes.listen();
}
bridge.link.tell();
