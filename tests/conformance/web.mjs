// What pages and web workers tell the harness about their runtime.

/** What a developer tool shows: all properties, at any depth. */
function inspect(value) {
  const seen = new Set();
  const tell = (held) => {
    if (typeof held !== "object" && typeof held !== "function") return String(held);
    if (held === null || seen.has(held)) return "…";
    seen.add(held);
    return Reflect.ownKeys(held)
      .map((name) => `${String(name)}: ${tell(Object.getOwnPropertyDescriptor(held, name).value)}`)
      .join(", ");
  };
  return tell(value);
}

function onUnhandled(tell) {
  const rejected = (event) => {
    event.preventDefault();
    tell(event.reason);
  };
  const thrown = (event) => tell(event.error);
  addEventListener("unhandledrejection", rejected);
  addEventListener("error", thrown);
  return () => {
    removeEventListener("unhandledrejection", rejected);
    removeEventListener("error", thrown);
  };
}

export const webRuntime = (settings, freshCopy) => ({
  ...settings,
  has: [],
  // A browser opens six connections to a host, and the cases' own requests to the emulator need some.
  atOnce: 4,
  now: performance.now.bind(performance),
  isBrowser: true,
  namesItself: false,
  inspect,
  onUnhandled,
  freshCopy,
});
