// Puts the page up: one client for all of it, without a key, which the proxy on this page's origin adds.
import { PulseClient } from "pulse-wasm";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.jsx";

const client = new PulseClient({ apiKey: null, baseUrl: "/" });
createRoot(document.getElementById("root")).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);
