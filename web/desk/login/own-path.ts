/** Where to go after the log-in: only a path of our own (`/…`, neither `//host` nor `/\host`), else the first page. */
export const ownPath = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])/.test(path) ? path : "/";
