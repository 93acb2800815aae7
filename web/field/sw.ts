/**
 * Service worker of the crew's phone, served as /field/sw.js. It keeps the page and its files, so that /field/ opens in
 * a basement. It never touches the API: what is not sent waits in the page's own outbox.
 *
 * Page: from the network, from what was kept after 3 s or without a network. Files of /assets/ (their names carry a hash
 * of what is in them): what was kept, else the network.
 */
type Lasting = Event & { waitUntil: (work: Promise<unknown>) => void };
type Fetching = Lasting & { readonly request: Request; respondWith: (answer: Promise<Response>) => void };
type Worker = {
  readonly location: Location;
  readonly clients: {
    claim: () => Promise<void>;
    matchAll: (options: object) => Promise<readonly { readonly url: string; focus: () => Promise<unknown> }[]>;
    openWindow: (url: string) => Promise<unknown>;
  };
  readonly registration: {
    showNotification: (title: string, options: object) => Promise<void>;
  };
  readonly navigator: { readonly language: string };
  skipWaiting: () => Promise<void>;
  addEventListener: (name: string, listener: (event: never) => void) => void;
};

const worker = self as unknown as Worker;
const cacheName = "shengping-field-1";
const page = "/field/";
const pageWaitMs = 3_000;
const keptMax = 80;

worker.addEventListener("install", (event: Lasting) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event: Lasting) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event: Lasting & { readonly data: { readonly keep?: readonly string[] } }) => {
  if (Array.isArray(event.data.keep)) event.waitUntil(keep(event.data.keep));
});

worker.addEventListener("fetch", (event: Fetching) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(answerPage(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(answerFile(request));
});

type Pushed = Lasting & { readonly data: { json: () => unknown } | null };
worker.addEventListener("push", (event: Pushed) => event.waitUntil(showPush(event.data)));

/** What comes says only that there is something: place and people are read by the page. Shown, it is told to the platform. */
async function showPush(data: Pushed["data"]): Promise<void> {
  const english = worker.navigator.language.startsWith("en");
  await worker.registration.showNotification(english ? "Shengping: a rescue for you" : "升平：有新的救援任务", {
    body: english ? "Open it and answer." : "请打开并应答。",
    tag: "shengping-ask",
    renotify: true,
    requireInteraction: true,
    vibrate: [500, 200, 500],
  });
  const notice = noticeOf(data);
  if (notice === undefined) return;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ notice });
  await fetch("/api/v1/field/push/shown", { method: "POST", headers, body }).catch(() => undefined);
}

function noticeOf(data: Pushed["data"]): string | undefined {
  try {
    const read = data?.json();
    return typeof read === "object" && read !== null && "notice" in read ? String(read.notice) : undefined;
  } catch {
    return undefined;
  }
}

worker.addEventListener("notificationclick", (event: Lasting & { readonly notification: { close: () => void } }) => {
  event.notification.close();
  event.waitUntil(showPage());
});

async function showPage(): Promise<void> {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((each) => new URL(each.url).pathname.startsWith(page));
  await (open === undefined ? worker.clients.openWindow(page) : open.focus());
}

async function answerPage(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(page);
  const fresh = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(page, response.clone());
    return response;
  });
  if (kept === undefined) return fresh;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), pageWaitMs));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function answerFile(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await cache.put(request, fresh.clone());
  return fresh;
}

/** Keeps these and, once there are too many, lets go of files of earlier builds. */
async function keep(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const url of urls.slice(0, keptMax)) if ((await cache.match(url)) === undefined) await cache.add(url);
  const kept = await cache.keys();
  if (kept.length <= keptMax) return;
  const wanted = new Set(urls.map((url) => new URL(url, worker.location.href).href));
  await Promise.all(kept.filter((each) => !wanted.has(each.url)).map((each) => cache.delete(each)));
}
