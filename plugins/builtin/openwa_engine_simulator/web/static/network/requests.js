/** The simulator refused a request; `code` says why. */
class Refused extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

/**
 * Numbered questions and their answers. A question that has no answer yet is put again after each
 * reconnect, as WhatsApp Web does with messages under way; without an answer it waits for ever.
 */
export class Requests {
  pending = new Map();
  lastNumber = 0;
  ready = false;

  constructor(line) {
    this.line = line;
  }

  /** Asks; the promise holds the answer's data or is rejected with `Refused`. */
  ask(kind, fields = {}) {
    const frame = { t: kind, n: ++this.lastNumber, ...fields };
    return new Promise((resolve, reject) => {
      this.pending.set(frame.n, { frame, resolve, reject });
      if (this.ready) this.line.send(frame);
    });
  }

  settle({ n, ok, data, error }) {
    const question = this.pending.get(n);
    if (!question) return;
    this.pending.delete(n);
    if (ok) question.resolve(data);
    else question.reject(new Refused(error));
  }

  /** The server knows who we are: what waits is asked now. */
  resume() {
    if (this.ready) return;
    this.ready = true;
    for (const { frame } of this.pending.values()) this.line.send(frame);
  }

  pause() {
    this.ready = false;
  }
}
