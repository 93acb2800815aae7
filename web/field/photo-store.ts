/**
 * Photos that have not reached the server yet, in the browser's database: `localStorage` is too small for them. Without one
 * (forbidden, private window) they live as long as the page.
 */
export type WaitingPhoto = {
  readonly key: string;
  readonly accountId: string;
  readonly askId: string;
  readonly step: string | null;
  /** Local epoch ms. */
  readonly takenAt: number;
  readonly blob: Blob;
};

const storeName = "photos";

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("sp.field", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await openDatabase();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(storeName, mode);
      const request = ask(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const storedPhotos = (accountId: string): Promise<readonly WaitingPhoto[]> =>
  within<WaitingPhoto[]>("readonly", (store) => store.getAll())
    .then((all) => all.filter((photo) => photo.accountId === accountId).sort((a, b) => a.takenAt - b.takenAt))
    .catch(() => []);

export const storePhoto = (photo: WaitingPhoto): Promise<void> =>
  within("readwrite", (store) => store.put(photo)).then(
    () => undefined,
    () => undefined,
  );

export const dropPhoto = (key: string): Promise<void> =>
  within("readwrite", (store) => store.delete(key)).then(
    () => undefined,
    () => undefined,
  );
