/** Named events with listeners; the ground of every model, collection and bus of the page. */
export class EventEmitter {
  listenersByName = new Map();

  on(name, listener, context) {
    const listeners = this.listenersByName.get(name) ?? [];
    this.listenersByName.set(name, [...listeners, { listener, context, once: false }]);
    return this;
  }

  once(name, listener, context) {
    this.on(name, listener, context);
    this.listenersByName.get(name).at(-1).once = true;
    return this;
  }

  off(name, listener) {
    const kept = (this.listenersByName.get(name) ?? []).filter((entry) => entry.listener !== listener);
    this.listenersByName.set(name, listener ? kept : []);
    return this;
  }

  trigger(name, ...args) {
    for (const entry of this.listenersByName.get(name) ?? []) {
      if (entry.once) this.off(name, entry.listener);
      entry.listener.apply(entry.context ?? this, args);
    }
    return this;
  }
}
