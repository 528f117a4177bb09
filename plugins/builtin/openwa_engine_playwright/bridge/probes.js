// Whether WhatsApp still has what a capability is made of. Asked when it is up: before that, modules that are
// merely not loaded yet would count as missing.
bridge.probes = (() => {
  const { attempt } = bridge.fields;
  const functions = () => WPP.whatsapp.functions;
  const needs = {
    history: [() => functions().msgFindByDirection ?? functions().msgFindQuery],
    lookup: [() => WPP.whatsapp.MsgStore, () => WPP.whatsapp.MsgKey],
    'send-text': [() => functions().findOrCreateLatestChat, () => functions().addAndSendMsgToChat],
  };

  function lacking() {
    if (!WPP.isFullReady) return [];
    return Object.keys(needs).filter((name) => needs[name].some((read) => attempt(read) === null));
  }

  return { lacking };
})();
