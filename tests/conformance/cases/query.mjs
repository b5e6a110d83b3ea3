// The query: which values it takes, in which order, and that each character arrives as it was given.

/** The query of one call as fetch is given it. */
async function queryOf(t, queryParams) {
  const fetch = t.stubFetch(t.cancelled("j"));
  await t.over(fetch).cancelJob("j", { queryParams });
  const [, query] = /^[^?]*\??(.*)$/s.exec(fetch.calls[0].url);
  return query;
}

const ascii = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));

export default [
  {
    name: "each character of a query's names and values arrives as it was given",
    line: ["queryParams"],
    async run(t) {
      const jobId = await t.emulator.job();
      const texts = [
        ...ascii,
        "é",
        "ü",
        "日本",
        "😀",
        "\ufffd",
        "\u2028",
        "a+b c%20d",
        "%",
        "[a][0]",
      ];
      const pairs = texts.flatMap((text) => [
        [text, "name"],
        ["value", text],
        [`a${text}b`, `a${text}b`],
      ]);
      await t.client().jobs.getJob({ jobId }, { queryParams: pairs });
      const [request] = await t.emulator.requests(jobId);
      t.equal([...new URLSearchParams(request.query)], pairs);
      t.equal(request.path, `/job/${jobId}`);
    },
  },
  {
    name: "what has a meaning in a URL stands percent-encoded in a query, a space as %20",
    line: ["queryParams"],
    async run(t) {
      t.equal(await queryOf(t, { "a b": "c+d" }), "a%20b=c%2Bd");
      t.equal(await queryOf(t, { "k&=?#/": "v&=?#/" }), "k%26%3D%3F%23%2F=v%26%3D%3F%23%2F");
      t.equal(await queryOf(t, { "f[x]": "100%" }), "f%5Bx%5D=100%25");
      t.equal(await queryOf(t, { at: "2026-01-01T00:00:00Z" }), "at=2026-01-01T00%3A00%3A00Z");
      t.equal(await queryOf(t, { "a\r\nb": "c\0d" }), "a%0D%0Ab=c%00d");
      t.equal(await queryOf(t, { "ü€": "😀" }), "%C3%BC%E2%82%AC=%F0%9F%98%80");
    },
  },
  {
    name: "values that are falsy are sent, and numbers as JavaScript writes them",
    line: ["queryParams"],
    async run(t) {
      t.equal(
        await queryOf(t, { zero: 0, no: false, empty: "", list: [0, false, ""] }),
        "zero=0&no=false&empty=&list=0&list=false&list=",
      );
      t.equal(
        await queryOf(t, { a: -1.5, b: 1e21, c: 1e-7, d: 9007199254740991 }),
        "a=-1.5&b=1e%2B21&c=1e-7&d=9007199254740991",
      );
    },
  },
  {
    name: "a query keeps its order, whatever its names are, and names that objects inherit are none of it",
    line: ["queryParams"],
    async run(t) {
      t.equal(await queryOf(t, { z: 1, a: 2, m: 3 }), "z=1&a=2&m=3");
      t.equal(await queryOf(t, { "": "nameless" }), "=nameless");
      t.equal(
        await queryOf(t, JSON.parse('{"__proto__":"p","constructor":"c","toString":"s"}')),
        "__proto__=p&constructor=c&toString=s",
      );
      t.equal(await queryOf(t, Object.create({ inherited: 1 })), "");
      class Filters {
        own = 1;
        method() {}
      }
      t.equal(await queryOf(t, new Filters()), "own=1");
      t.equal(await queryOf(t, Object.assign(Object.create(null), { bare: 1 })), "bare=1");
    },
  },
  {
    name: "queryParams may be a URLSearchParams, a Map or a list of pairs, with a name several times",
    line: ["queryParams"],
    async run(t) {
      t.equal(
        await queryOf(t, new URLSearchParams("a=1&b=x+y&a=2&c=%2B")),
        "a=1&b=x%20y&a=2&c=%2B",
      );
      t.equal(
        await queryOf(
          t,
          new Map([
            ["a", [1, 2]],
            ["b", undefined],
          ]),
        ),
        "a=1&a=2",
      );
      t.equal(
        await queryOf(t, [
          ["a", 1],
          ["b", null],
          ["a", 2],
        ]),
        "a=1&a=2",
      );
      for (const none of [new URLSearchParams(), new Map(), []])
        t.equal(await queryOf(t, none), "");
    },
  },
];
