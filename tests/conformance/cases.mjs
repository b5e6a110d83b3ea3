// The list of all cases, in the order of the files below.

const FILES = [
  "surface",
  "ids",
  "success",
  "numbers",
  "base-url",
  "key",
  "retries",
  "retry-after",
  "gate",
  "time",
  "abort",
  "redirects",
  "network",
  "custom-fetch",
  "errors",
  "hostile",
  "headers",
  "suppliers",
  "observing",
  "waiting",
  "loading",
  "life",
  "wire",
  "process",
];

export async function loadCases() {
  const cases = [];
  for (const file of FILES) {
    const { default: list } = await import(`./cases/${file}.mjs`);
    cases.push(...list.map((one) => ({ ...one, file })));
  }
  const names = new Set();
  for (const { name } of cases) {
    if (names.has(name)) throw new Error(`two cases are named ${JSON.stringify(name)}`);
    names.add(name);
  }
  return cases;
}
