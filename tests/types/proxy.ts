// The proxy: options, one right and one wrong of each, and what it takes and gives where the runtime's types are there.
import {
  createProxy,
  type JobProxy,
  type ProxyAction,
  type ProxyOptions,
  toNodeHandler,
} from "pulse-wasm/proxy";
import { type Equal, holds } from "./holds.js";

const given = { apiKey: "key", authorize: () => true };

export const proxy: (request: Request) => Promise<Response> = createProxy(given);
holds<Equal<Parameters<JobProxy>, [request: Request]>>();
holds<Equal<ReturnType<JobProxy>, Promise<Response>>>();
holds<Equal<ProxyAction["method"], "GET" | "DELETE">>();

export const all: ProxyOptions = {
  apiKey: async () => (globalThis as { key?: string }).key,
  authorize: async (request, { jobId, method }) => {
    const cookie: string | null = request.headers.get("cookie");
    holds<Equal<typeof jobId, string>>();
    request.signal.throwIfAborted();
    if (method === "DELETE" && cookie === null)
      return Response.redirect("https://login.example/", 302);
    return jobId !== "";
  },
  baseUrl: () => "https://api.example",
  basePath: "/v1",
  methods: ["GET"],
  allowedOrigins: ["https://app.example"],
  allowedHosts: ["app.example"],
  timeoutInSeconds: 5,
  maxRetries: 1,
  fetch,
  logging: console,
  onEvent: ({ callId }) => void callId,
};
createProxy({ ...given, baseUrl: undefined, allowedHosts: undefined, maxRetries: undefined });

export function refused(): void {
  // @ts-expect-error somebody must say who may ask
  createProxy({ apiKey: "key" });
  // @ts-expect-error a proxy without a key adds none
  createProxy({ authorize: () => true });
  // @ts-expect-error null is for pages
  createProxy({ ...given, apiKey: null });
  // @ts-expect-error neither yes nor no
  createProxy({ ...given, authorize: () => "yes" });
  // @ts-expect-error nothing is no answer
  createProxy({ ...given, authorize: () => {} });
  // @ts-expect-error there is no such method
  createProxy({ ...given, methods: ["POST"] });
  // @ts-expect-error a list
  createProxy({ ...given, allowedOrigins: "https://app.example" });
  // @ts-expect-error a list
  createProxy({ ...given, allowedHosts: "app.example" });
  // @ts-expect-error a path
  createProxy({ ...given, basePath: 5 });
  // @ts-expect-error seconds are a number
  createProxy({ ...given, timeoutInSeconds: "5" });
  // @ts-expect-error a count
  createProxy({ ...given, maxRetries: "2" });
  // @ts-expect-error there is no such option
  createProxy({ ...given, authorise: () => true });
  // @ts-expect-error an address is no request
  proxy("https://app.example/api/job/a");
  // @ts-expect-error options are no proxy
  toNodeHandler(given);
}
