import { EventEmitter } from './emitter.js';

/**
 * A record whose attributes can be read and written as properties, and which tells of each change:
 * `change:<attribute>` (model, value, previous), then `change` (model). Its collections tell it on.
 */
export class Model extends EventEmitter {
  /** Attributes that every instance has from the start. */
  static defaults = {};

  attributes = {};
  collections = new Set();

  constructor(attributes = {}) {
    super();
    this.assign({ ...this.constructor.defaults, ...attributes });
  }

  get(name) {
    return this.attributes[name];
  }

  set(nameOrAttributes, value) {
    const next = typeof nameOrAttributes === 'string' ? { [nameOrAttributes]: value } : nameOrAttributes;
    const changes = this.assign(next);
    for (const [name, current, previous] of changes) this.trigger(`change:${name}`, this, current, previous);
    if (changes.length > 0) this.trigger('change', this);
    return this;
  }

  unset(name) {
    return this.set(name, undefined);
  }

  trigger(name, ...args) {
    super.trigger(name, ...args);
    for (const collection of this.collections) collection.trigger(name, ...args);
    return this;
  }

  toJSON() {
    return { ...this.attributes };
  }

  /** Stores the attributes without an event; returns [name, value, previous] of what changed. */
  assign(attributes) {
    const changes = [];
    for (const [name, value] of Object.entries(attributes)) {
      const previous = this.attributes[name];
      if (!(name in this)) exposeAttribute(this, name);
      this.attributes[name] = value;
      if (previous !== value) changes.push([name, value, previous]);
    }
    return changes;
  }
}

function exposeAttribute(model, name) {
  Object.defineProperty(model, name, {
    configurable: true,
    enumerable: true,
    get: () => model.attributes[name],
    set: (value) => {
      model.set(name, value);
    },
  });
}
