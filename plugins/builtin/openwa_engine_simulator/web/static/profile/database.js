const DATABASE = 'stand-in';
const STORE = 'profile';

/**
 * A small key-value area in the browser profile. Writes are asked for with strict durability: once the
 * promise is kept, the value is there after a kill -9 of the browser.
 */
export async function readAll() {
  const [keys, values] = await Promise.all([
    run('readonly', (store) => store.getAllKeys()),
    run('readonly', (store) => store.getAll()),
  ]);
  return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
}

export async function write(entries) {
  await run('readwrite', (store) => {
    for (const [key, value] of Object.entries(entries)) store.put(value, key);
  });
}

export async function clear() {
  await run('readwrite', (store) => store.clear());
}

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, action) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' });
    const request = action(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}
