import { EventEmitter } from './emitter.js';
import { Model } from './model.js';

/** Models by id, in the order they came: `add`, `remove` and every event of a member are told here. */
export class Collection extends EventEmitter {
  modelClass = Model;

  _models = [];
  byKey = new Map();

  get length() {
    return this._models.length;
  }

  /** The member with this id; takes an id, anything that prints as one, a model or its attributes. */
  get(idLike) {
    return idLike === undefined || idLike === null ? undefined : this.byKey.get(keyOf(idLike));
  }

  /** The member with this id, fetched if a subclass knows how to. */
  async find(idLike) {
    return this.get(idLike);
  }

  /** Adds what is not there yet, at the end or at the given place. */
  add(oneOrMany, { at = this.length } = {}) {
    let place = at;
    for (const model of [oneOrMany].flat()) {
      const key = keyOf(model);
      if (this.byKey.has(key)) continue;
      this.byKey.set(key, model);
      this._models.splice(place++, 0, model);
      model.collections.add(this);
      this.trigger('add', model, this);
    }
    return this;
  }

  /** The member with this id, made without a word if it is not there yet. */
  gadd(idLike) {
    if (!this.get(idLike)) this.add(new this.modelClass(idLike instanceof Model ? idLike.attributes : { id: idLike }));
    return this.get(idLike);
  }

  remove(idLike) {
    const model = this.get(idLike);
    if (!model) return this;
    this.byKey.delete(keyOf(model));
    this._models.splice(this._models.indexOf(model), 1);
    model.collections.delete(this);
    return this.trigger('remove', model, this);
  }

  getModelsArray() {
    return this._models;
  }

  map(mapper) {
    return this._models.map(mapper);
  }

  filter(predicate) {
    return this._models.filter(predicate);
  }

  forEach(visit) {
    this._models.forEach(visit);
  }

  findFirst(predicate) {
    return this._models.find(predicate);
  }

  last() {
    return this._models.at(-1);
  }
}

function keyOf(idLike) {
  const hasIdInside = idLike instanceof Model || Object.getPrototypeOf(idLike) === Object.prototype;
  return String(hasIdInside ? idLike.id : idLike);
}
