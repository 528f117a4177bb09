// What the page has to tell, on its way to the gateway: numbered, batched, one batch under way at a time, sent
// again until it is acknowledged. The gateway drops what it has seen by number.
bridge.outbox = (() => {
  const BATCH = 100;
  const LIMIT = 10_000;
  const RETRY_MS = 1_000;
  const waiting = [];
  let last = 0;
  let sending = false;
  let overflowed = false;

  function put(fact) {
    if (waiting.length >= LIMIT) {
      // The gateway has been away for long; it asks for what it missed when it hears of this.
      overflowed = true;
      return;
    }
    waiting.push({ n: ++last, ...fact });
    if (!sending) {
      sending = true;
      // A task, not a microtask: what happens together travels together.
      setTimeout(drain, 0);
    }
  }

  // For a fact after which the page may be gone at once: out of turn (number 0), and in its turn as well.
  function putNow(fact) {
    hand([{ n: 0, ...fact }]).catch(() => {});
    put(fact);
  }

  async function hand(facts) {
    return window[bridge.binding](JSON.stringify({ load: bridge.load, overflowed, facts }));
  }

  async function drain() {
    while (waiting.length > 0) {
      const facts = waiting.slice(0, BATCH);
      const told = overflowed;
      try {
        await hand(facts);
        waiting.splice(0, facts.length);
        if (told) overflowed = false;
      } catch {
        await new Promise((resume) => setTimeout(resume, RETRY_MS));
      }
    }
    sending = false;
  }

  return { put, putNow };
})();
