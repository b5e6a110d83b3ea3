// Nuxt's defaults; of an edge preset it has to be told that it may leave WebAssembly to the runtime.
export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  telemetry: false,
  nitro: process.env.EDGE ? { experimental: { wasm: true } } : {},
});
