// As the project template has it, with the adapter for Node, the origin of its pages, and those of pages beside them.
import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

const origin = process.env.ORIGIN;

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter(),
      paths: { origin },
      csrf: { trustedOrigins: ["https://app.example", origin.replace("http:", "https:")] },
    }),
  ],
});
