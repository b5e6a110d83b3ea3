// SvelteKit: the document's endpoint, built with the adapter for Node, and served by what that leaves.
import { holds, write } from "../../mounts/mounted.mjs";
import { nodeOf } from "../../runtimes/install.mjs";

export const quick = true;
export const tool = "@sveltejs/kit";
export const node = 24;
export const label = "the proxy in";

export const cases = {
  async SvelteKit(t) {
    write(t, "+server.js", "src/routes/api/job/[jobId]/+server.js");
    await holds(t, async (port, env) => {
      Object.assign(env, { HOST: "127.0.0.1", ORIGIN: `http://127.0.0.1:${port}` });
      await t.run("vite", ["build"], env);
      return [nodeOf(24), "build"];
    });
  },
};
