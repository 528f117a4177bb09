// Plain fields out of WhatsApp's live objects, which must never leave the page themselves.
bridge.fields = (() => {
  const text = (value) => (value === undefined || value === null ? null : String(value));
  const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

  // A value that WhatsApp may not have (any more): a missing one is no reason to fail.
  function attempt(read) {
    try {
      return read() ?? null;
    } catch {
      return null;
    }
  }

  function within(promise, ms, otherwise) {
    const late = new Promise((resolve) => setTimeout(resolve, ms, otherwise));
    return Promise.race([Promise.resolve(promise).catch(() => otherwise), late]);
  }

  return { attempt, number, text, within };
})();
