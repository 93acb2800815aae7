import { buildWeb } from "./build-web.ts";

// The pages are built when they are missing or older than their source; then the platform starts in this very process.
await buildWeb();
await import("../src/main.ts");
