// The proxy that each mount of docs/proxy.md is tried with: it lets Ann in, and fails for one cookie.
import { createProxy } from "pulse-wasm/proxy";

export const options = {
  allowedOrigins: ["https://app.example"],
  authorize(request) {
    const cookie = request.headers.get("cookie") ?? "";
    if (cookie === "user=thrower") throw new Error("no session store");
    return cookie === "user=ann";
  },
};

// A build makes it too, without the environment.
export const proxy = createProxy({
  ...options,
  apiKey: () => process.env.PULSE_API_KEY,
  baseUrl: () => process.env.PULSE_BASE_URL,
});
