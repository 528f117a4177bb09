// The one thing that the gateway calls: a name and a JSON text in, a JSON text out.
bridge.door = (() => {
  async function beat() {
    const state = await bridge.link.state();
    if (state.mode === 'MAIN') bridge.dialogs.dismiss();
    return state;
  }

  const calls = {
    beat,
    history: bridge.messages.history,
    logOut: bridge.link.logOut,
    lookup: bridge.sending.lookup,
    pairingCode: bridge.link.pairingCode,
    refreshQr: bridge.link.refreshQr,
    send: bridge.sending.send,
    since: bridge.messages.since,
    state: bridge.link.state,
    takeOver: bridge.link.takeOver,
  };

  function refused(error) {
    return { ok: false, code: String(error?.code ?? 'error'), message: String(error?.message ?? error) };
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
}
bridge.link.tell();
