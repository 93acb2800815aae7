import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const web = dirname(fileURLToPath(import.meta.url));

/** The style that pages of links share, inside of each of them: nothing more is to be fetched over a slow line. */
const plainPage = {
  name: "plain-page",
  transformIndexHtml: (html: string): string =>
    html.replace(
      "<!-- plain-page.css -->",
      () => `<style>${readFileSync(resolve(web, "ui/theme/plain-page.css"), "utf8")}</style>`,
    ),
};

/** Five pages with one folder of hashed assets. No inline scripts: the server's policy forbids them. */
export default defineConfig({
  root: web,
  base: "/",
  publicDir: false,
  plugins: [react(), plainPage],
  build: {
    outDir: resolve(web, "../dist/web"),
    emptyOutDir: true,
    // Chromium 108 and Safari 16: what phones and office browsers in use have.
    target: ["chrome108", "safari16"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      // Inputs are named by tools/build-web.ts. The phones' worker must keep its address: it governs what lies below it.
      output: {
        entryFileNames: ({ name }) => (name === "fieldWorker" ? "field/sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
