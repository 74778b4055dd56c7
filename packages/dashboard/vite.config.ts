import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The server that pages ask while they are developed. */
const SERVER = process.env["BREAKWATER_SERVER_URL"] ?? "http://127.0.0.1:7077";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "dist",
    target: "es2023",
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Few files: each comes with headers of its own. Libraries stay in the browser's cache when a version only changes pages.
          groups: [
            {
              name: "libraries",
              test: /node_modules\/(?:react|react-dom|scheduler|i18next|react-i18next|hono|d3-[^/]+|internmap|use-sync-external-store|@tanstack\/(?:react-|query|router|history|store)(?!.*virtual)[^/]*)\/|^\0/,
            },
            // The router names the pages, so it is theirs: in here it would be asked before they are there.
            {
              name: "frame",
              test: /dashboard\/src\/(?:api|app|charts\/(?:spark|time-(?:chart(?:-props)?|series))|format|ui)(?!.*router)/,
            },
          ],
        },
      },
    },
  },
  server: { host: "127.0.0.1", proxy: { "/api": SERVER } },
});
