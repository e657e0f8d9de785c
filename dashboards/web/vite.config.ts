import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where the API of a running Velvakt is while the page is worked on (`npm run dev:web`). */
const api = process.env.VELVAKT_URL ?? "http://127.0.0.1:8080";

const toApi = {
  target: api,
  changeOrigin: true,
  // The API refuses what pages of another origin ask it to change; here that page is ours.
  headers: { origin: api },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { proxy: { "/v1": toApi, "/demo": toApi } },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // Browsers that run this know how to preload modules; the helper would be a script of its own.
    modulePreload: { polyfill: false },
    // The content security policy has no room for data: scripts or styles.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      treeshake: {
        // The components' package does not say so, but importing one of them does nothing by itself.
        moduleSideEffects: [{ test: /node_modules\/@digdir\/designsystemet-react\//, sideEffects: false }],
      },
    },
  },
});
