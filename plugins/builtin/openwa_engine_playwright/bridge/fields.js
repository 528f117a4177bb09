// Plain fields out of WhatsApp's live objects, which must never leave the page themselves.
bridge.fields = (() => {
  const LOOK_MS = 25;
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

  // For what WhatsApp does without saying when: looks again until it is so. False when it did not get so in time.
  async function until(isSo, ms) {
    const end = Date.now() + ms;
    while (!isSo()) {
      if (Date.now() > end) return false;
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
    }
    return true;
  }

  return { attempt, number, text, until, within };
})();
