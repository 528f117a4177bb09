import { EventEmitter } from './emitter.js';

/**
 * A record whose attributes can be read and written as properties, and which tells of each change:
 * `change:<attribute>` (model, value, previous), then `change` (model). Its collections tell it on, and
 * so does the record that it is nested in.
 */
export class Model extends EventEmitter {
  /** Attributes that every instance has from the start. */
  static defaults = {};

  attributes = {};
  collections = new Set();

  /** Where this model is nested: `{model, name}`. */
  nestedIn;

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

  /** Makes another model an attribute: its changes are told here, too, as `change:<name>.<attribute>` (child, …). */
  nest(name, child) {
    child.nestedIn = { model: this, name };
    return this.set(name, child);
  }

  trigger(name, ...args) {
    super.trigger(name, ...args);
    for (const collection of this.collections) collection.trigger(name, ...args);
    if (this.nestedIn) this.tellNest(name, args);
    return this;
  }

  tellNest(name, args) {
    const { model, name: place } = this.nestedIn;
    if (name.startsWith('change:')) model.trigger(name.replace('change:', `change:${place}.`), ...args);
    else if (name === 'change') model.trigger('change', model);
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
