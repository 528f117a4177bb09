// Whether WhatsApp still has what a capability is made of. Asked when it is up: before that, modules that are
// merely not loaded yet would count as missing.
bridge.probes = (() => {
  const { attempt } = bridge.fields;
  const functions = () => WPP.whatsapp.functions;
  const cmd = () => WPP.whatsapp.Cmd;
  const sending = [() => functions().findOrCreateLatestChat, () => functions().addAndSendMsgToChat];
  const needs = {
    block: [() => functions().blockContact, () => functions().unblockContact, () => WPP.whatsapp.BlocklistStore],
    chats: [() => WPP.whatsapp.ChatStore, () => functions().sendSeen, () => functions().markUnread],
    contacts: [() => WPP.whatsapp.ContactStore, () => functions().queryWidExists],
    delete: [() => cmd().sendRevokeMsgs, () => cmd().sendDeleteMsgs],
    edit: [() => functions().addAndSendMessageEdit, () => functions().canEditMsg],
    forward: sending,
    groups: [
      () => WPP.whatsapp.GroupMetadataStore,
      () => functions().createGroup ?? functions().sendCreateGroup,
      () => functions().queryAllGroups,
      () => functions().removeParticipants,
      () => functions().sendAddParticipants,
      () => functions().sendSetGroupSubject,
    ],
    history: [() => functions().msgFindByDirection ?? functions().msgFindQuery],
    lookup: [() => WPP.whatsapp.MsgStore, () => WPP.whatsapp.MsgKey],
    media: [() => WPP.whatsapp.OpaqueData],
    react: [() => functions().sendReactionToMsg],
    'send-contact': [...sending, () => WPP.whatsapp.VCard],
    'send-location': sending,
    'send-media': [() => WPP.whatsapp.OpaqueData, () => WPP.whatsapp.MediaPrep.prepRawMedia],
    'send-poll': sending,
    'send-text': sending,
    star: [() => cmd().sendStarMsgs, () => cmd().sendUnstarMsgs],
    typing: [() => WPP.whatsapp.ChatPresence],
  };

  function lacking() {
    if (!WPP.isFullReady) return [];
    return Object.keys(needs).filter((name) => needs[name].some((read) => attempt(read) === null));
  }

  return { lacking };
})();
