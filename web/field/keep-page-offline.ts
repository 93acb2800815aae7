/**
 * Lets the service worker keep this page and the files that it has loaded. Without one (plain http from another
 * machine, old browsers) everything works, except opening the page with no signal.
 */
export async function keepPageOffline(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  try {
    const { active, waiting, installing } = await navigator.serviceWorker.register("/field/sw.js", {
      scope: "/field/",
    });
    // Not `navigator.serviceWorker.ready`: a page that was opened as /field is outside the scope, and waits for ever.
    const worker = active ?? waiting ?? installing;
    const send = () => worker?.postMessage({ keep: loadedFiles() });
    send();
    // What comes later (causes, the map) is kept too.
    setTimeout(send, 20_000);
  } catch {
    // No worker, no offline opening; the page itself does not need it.
  }
}

const loadedFiles = (): string[] => [
  "/field/",
  ...performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((url) => url.startsWith(`${location.origin}/assets/`)),
];
