/**
 * The page's module registry, in the shape that a module searcher such as wa-js expects on `window`:
 * `__d`, `require('__debug').modulesMap`, `importNamespace` and `ErrorGuard`.
 *
 * A searcher may replace a function on a module's exports to listen in. So whatever is worth listening to
 * is called through `use(id)` at call time, never through a direct import.
 */

/** id → {factory} */
const modulesMap = {};
const instances = new Map();

/**
 * Publishes a module under an id that starts with "WA".
 * @param {string} id
 * @param {object} exports a plain object: searchers extend and replace its members
 */
export function define(id, exports) {
  if (id in modulesMap) throw new Error(`module ${id} is defined twice`);
  modulesMap[id] = { factory: () => exports };
}

/** The live exports of a module; throws for an id that nobody defined. */
export function use(id) {
  if (!instances.has(id)) {
    const module = modulesMap[id];
    if (!module) throw new Error(`no module ${id}`);
    instances.set(id, module.factory());
  }
  return instances.get(id);
}

/** Hands the registry to whoever watches `window`; the assignments themselves are the signal. */
export function install(target) {
  target.importNamespace = use;
  target.ErrorGuard = { skipGuardGlobal: () => undefined };
  target.require = (id) => (id === '__debug' ? { modulesMap } : use(id));
  target.__d = (id, _dependencies, factory) => {
    modulesMap[id] = { factory };
  };
}
