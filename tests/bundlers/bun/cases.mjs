// Bun: run as it is, bundled for the browser, and compiled into one executable.
export const quick = false;

export const cases = {
  "bun run": (t) => t.program("bun", ["run", "src/script.js"]),
  async "bun build --compile"(t) {
    await t.run("bun", ["build", "--compile", "src/script.js", "--outfile", "program"]);
    await t.program(t.at("program"));
  },
  async "bun build for the browser, in Chromium"(t) {
    await t.run("bun", ["build", "src/page.js", "--outdir", "web", "--minify"]);
    t.html("web/index.html", '<script type="module" src="page.js"></script>');
    await t.visit("web");
  },
  async "an unused import is dropped"(t) {
    await t.run("bun", ["build", "src/unused.js", "--outdir", "unused"]);
    return t.drops("unused");
  },
};
