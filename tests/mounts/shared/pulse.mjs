// The proxy that each mount of docs/proxy.md is tried with: it lets Ann in, sends a guest to the login, and fails for others.
import { createProxy } from "pulse-wasm/proxy";

// A build makes it too, without the environment; to a worker it is bundled in.
const PORT = process.env.PORT;

export const options = {
  allowedOrigins: ["https://app.example"],
  allowedHosts: PORT ? [`127.0.0.1:${PORT}`] : undefined,
  timeoutInSeconds: 3,
  authorize(request) {
    const cookie = request.headers.get("cookie") ?? "";
    if (cookie === "user=thrower") throw new Error("no session store");
    if (cookie === "user=mumbler") return "yes";
    if (cookie !== "user=guest") return cookie === "user=ann";
    const headers = { location: "/login", "set-cookie": "from=job" };
    return new Response(null, { status: 302, headers });
  },
};

export const proxy = createProxy({
  ...options,
  apiKey: () => process.env.PULSE_API_KEY,
  baseUrl: () => process.env.PULSE_BASE_URL,
});
