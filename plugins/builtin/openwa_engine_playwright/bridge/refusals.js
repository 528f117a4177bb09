// What the bridge itself says no with; the gateway knows the codes.
bridge.refusals = (() => {
  class Refusal extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }

  function refuse(code, message) {
    throw new Refusal(code, message);
  }

  function isConnected() {
    return WPP.isInjected && WPP.conn.isAuthenticated() && WPP.conn.getStreamData().mode === 'MAIN';
  }

  // Without a connection WhatsApp Web answers from memory, or puts what it is asked aside for later.
  const whileConnected = (call) => (argument) => {
    if (!isConnected()) refuse('not_connected', 'WhatsApp is not connected');
    return call(argument);
  };

  return { isConnected, refuse, whileConnected };
})();
