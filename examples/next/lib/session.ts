// Who is asking: a signed cookie, in place of the sessions that your app has.
import "server-only";
import { createHmac, timingSafeEqual } from "node:crypto";
import { cookies } from "next/headers";

const NAME = "session";
const LIFETIME_IN_SECONDS = 8 * 60 * 60;

function signature(content: string): string {
  const secret = process.env.SESSION_SECRET ?? "";
  if (secret.length < 32) throw new Error("SESSION_SECRET must have at least 32 characters");
  return createHmac("sha256", secret).update(content).digest("base64url");
}

export async function startSession(user: string): Promise<void> {
  const expires = Date.now() + LIFETIME_IN_SECONDS * 1000;
  const content = Buffer.from(JSON.stringify({ user, expires })).toString("base64url");
  // Lax: a form or a script on another site sends no cookie, and the proxy asks the Origin, too.
  (await cookies()).set(NAME, `${content}.${signature(content)}`, {
    httpOnly: true,
    sameSite: "lax",
    secure: process.env.NODE_ENV === "production",
    maxAge: LIFETIME_IN_SECONDS,
  });
}

export async function endSession(): Promise<void> {
  (await cookies()).delete(NAME);
}

/** The user whom the request's cookie names, if the signature is ours and the session not over. */
export async function currentUser(): Promise<string | undefined> {
  const [content = "", signed = ""] = (await cookies()).get(NAME)?.value.split(".") ?? [];
  const given = Buffer.from(signed);
  const expected = Buffer.from(signature(content));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { user, expires } = JSON.parse(Buffer.from(content, "base64url").toString());
  return Date.now() < expires ? user : undefined;
}
