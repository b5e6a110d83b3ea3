// A user who has signed in, by the page's own form or with a cookie that the test made.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { SECRET } from "./app.js";

/** Sends the form that the page has, as a browser without scripts does, and gives the cookie. */
export async function signIn(app, user) {
  const { text } = await app.ask("GET", "/");
  const form = new FormData();
  for (const [, name] of text.matchAll(/<input type="hidden" name="([^"]+)"/g)) form.set(name, "");
  form.set("user", user);
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  const headers = {
    origin: app.origin,
    "content-type": encoded.headers.get("content-type"),
    "content-length": body.length,
  };
  const answer = await app.ask("POST", "/", headers, body);
  const [cookie = ""] = answer.headers["set-cookie"] ?? [];
  assert.match(cookie, /^session=.+; HttpOnly; SameSite=lax$/i, answer.text);
  assert.match(cookie, /; Secure;/);
  return cookie.split(";")[0];
}

/** What the app would have signed, if the secret is the app's. */
export function session(user, expires, secret = SECRET) {
  const content = Buffer.from(JSON.stringify({ user, expires })).toString("base64url");
  const signature = createHmac("sha256", secret).update(content).digest("base64url");
  return `session=${content}.${signature}`;
}
