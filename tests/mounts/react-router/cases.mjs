// React Router as a framework, which Remix has become: the document's resource route, built, and served by its own server.
import { holds, write } from "../../mounts/mounted.mjs";

export const quick = true;
export const tool = "react-router";
export const node = 24;
export const label = "the proxy in";

const command = (_port, env) => {
  Object.assign(env, { HOST: "127.0.0.1", NODE_ENV: "production" });
  return ["react-router-serve", "build/server/index.js"];
};

export const cases = {
  async "React Router"(t) {
    write(t, "job.js", "app/job.js");
    write(t, "routes.js", "app/routes.js");
    await t.run("react-router", ["build"]);
    await holds(t, command);
  },
};
