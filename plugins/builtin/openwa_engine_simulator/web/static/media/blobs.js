import { define } from '../runtime/registry.js';

// Caches by content, which the real page has; here a file stays with its message for a while, or is fetched.
const nothing = async () => null;

define('WAStandInMediaCache', {
  LruMediaStore: {
    get: nothing,
    put: nothing,
    del: nothing,
    clear: nothing,
    count: async () => 0,
    has: async () => false,
  },
});

class InMemoryMediaBlobCacheImpl {
  has() {
    return false;
  }

  get() {
    return undefined;
  }
}

define('WAStandInMediaBlobCache', {
  InMemoryMediaBlobCacheImpl,
  InMemoryMediaBlobCache: new InMemoryMediaBlobCacheImpl(),
});
