// Headers, query and the other options of a request.

const sent = (call) => Object.fromEntries(new Headers(call.init.headers));

/** Names and values that no HTTP message can carry. */
const NAMES = ["", " ", "a b", "a:", "ä", "a\n", "(x)", "x\r\ny", "a,b", "a/b", "@"];
const VALUES = ["a\nb", "a\r\nx: y", "a\0b", "\x7f", "€", "😀", "\ud800"];
const WRONG_TYPES = [5, true, {}, [], Symbol("x"), 5n];

export default [
  {
    name: "headers of the client and of the call arrive, and the call's win whatever their case",
    line: ["headers", "RequestOptions"],
    async run(t) {
      const jobId = await t.emulator.job();
      const client = t.client({ headers: { "X-One": "client", "x-two": "client", "X-Three": "" } });
      await client.cancelJob(jobId, { headers: { "x-ONE": "call", "x-four": "a, b\tc" } });
      const [{ headers }] = await t.emulator.requests(jobId);
      t.equal(
        [headers["x-one"], headers["x-two"], headers["x-three"], headers["x-four"]],
        ["call", "client", "", "a, b\tc"],
      );
    },
  },
  {
    name: "null removes a header, of the client or of our own, and undefined leaves it as it was",
    line: ["headers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch, {
        headers: { "x-a": "client", "x-b": "client", "x-c": undefined },
      });
      await client.cancelJob("j", { headers: { "X-A": null, "x-b": undefined, Accept: null } });
      const headers = sent(fetch.calls[0]);
      t.equal(
        [headers["x-a"], headers["x-b"], headers["x-c"], headers.accept],
        [undefined, "client", undefined, undefined],
      );
      t.equal(headers["x-api-key"], t.key);
    },
  },
  {
    name: "a header of our own may be replaced",
    line: ["headers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      await t.over(fetch, { headers: { ACCEPT: "text/html" } }).cancelJob("j");
      t.equal(sent(fetch.calls[0]).accept, "text/html");
    },
  },
  {
    name: "headers from suppliers, sync and async, are asked before each attempt and may be null or undefined",
    line: ["headers", "suppliers"],
    clock: true,
    async run(t) {
      let asked = 0;
      const headers = {
        "x-sync": () => `v${++asked}`,
        "x-async": async () => "later",
        "x-null": () => null,
        "x-undefined": async () => undefined,
        accept: () => null,
      };
      const fetch = t.stubFetch(t.problem(503, "X"), t.cancelled());
      const client = t.over(fetch, { headers });
      const promise = client.cancelJob("j", { headers: { "x-null": () => null } });
      await t.clock.run(promise);
      await client.cancelJob("j");
      t.equal(
        fetch.calls.map((call) => sent(call)["x-sync"]),
        ["v1", "v2", "v3"],
      );
      for (const call of fetch.calls) {
        const own = sent(call);
        t.equal(
          [own["x-async"], own["x-null"], own["x-undefined"], own.accept],
          ["later", undefined, undefined, undefined],
        );
      }
    },
  },
  {
    name: "a header name that is no token is refused in the constructor and in a call, and nothing is sent",
    line: ["headers", "Constructor", "Rejects"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch);
      for (const name of NAMES) {
        t.throws(() => t.over(fetch, { headers: { [name]: "v" } }), t.pulse.PulseValidationError, {
          message: /header/,
        });
        await t.rejects(
          client.cancelJob("j", { headers: { [name]: "v" } }),
          t.pulse.PulseValidationError,
          { message: /header/ },
        );
        await t.rejects(
          client.cancelJob("j", { headers: { [name]: null } }),
          t.pulse.PulseValidationError,
          { message: /header/ },
        );
        await t.rejects(
          client.cancelJob("j", { headers: { [name]: () => "v" } }),
          t.pulse.PulseValidationError,
          { message: /header/ },
        );
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "a header value that could smuggle a line or has no byte is refused, from a supplier too",
    line: ["headers", "Rejects"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch);
      for (const value of [...VALUES, ...WRONG_TYPES]) {
        t.throws(() => t.over(fetch, { headers: { "x-a": value } }), t.pulse.PulseValidationError, {
          message: /x-a/,
        });
        await t.rejects(
          client.cancelJob("j", { headers: { "x-a": value } }),
          t.pulse.PulseValidationError,
          { message: /x-a/ },
        );
        await t.rejects(
          client.cancelJob("j", { headers: { "x-a": () => value } }),
          t.pulse.PulseValidationError,
          { message: /x-a/, attempts: 0 },
        );
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "headers may be a Headers object, a Map or a list of pairs",
    line: ["headers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const headers of [
        new Headers({ "x-a": "1" }),
        new Map([["x-a", "1"]]),
        [["x-a", "1"]],
      ]) {
        await t.over(fetch).cancelJob("j", { headers });
        await t.over(fetch, { headers }).cancelJob("j");
      }
      t.equal(
        fetch.calls.map((call) => sent(call)["x-a"]),
        Array(6).fill("1"),
      );
    },
  },
  {
    name: "changing an options object after the constructor changes nothing",
    line: ["headers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const options = { headers: { "x-a": "1" }, maxRetries: 0 };
      const client = t.over(fetch, options);
      options.headers["x-a"] = "2";
      options.headers["x-b"] = "3";
      await client.cancelJob("j");
      t.equal([sent(fetch.calls[0])["x-a"], sent(fetch.calls[0])["x-b"]], ["1", undefined]);
      t.equal(Object.keys(options), ["headers", "maxRetries"]);
    },
  },
  {
    name: "queryParams arrive as the query, encoded, arrays as their name several times",
    line: ["queryParams"],
    async run(t) {
      const jobId = await t.emulator.job();
      const queryParams = {
        a: "b c&d=e",
        "n ü": 7,
        yes: true,
        list: ["x", 2, false],
        none: null,
        gone: undefined,
        empty: "",
        holes: [null, undefined, "z"],
      };
      await t.client().jobs.getJob({ jobId }, { queryParams });
      const [request] = await t.emulator.requests(jobId);
      t.equal(
        [...new URLSearchParams(request.query)],
        [
          ["a", "b c&d=e"],
          ["n ü", "7"],
          ["yes", "true"],
          ["list", "x"],
          ["list", "2"],
          ["list", "false"],
          ["empty", ""],
          ["holes", "z"],
        ],
      );
      t.equal(request.path, `/job/${jobId}`);
    },
  },
  {
    name: "an empty queryParams sends no question mark",
    line: ["queryParams"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const queryParams of [{}, { a: undefined }, { a: [] }])
        await t.over(fetch).cancelJob("j", { queryParams });
      t.equal(new Set(fetch.calls.map((call) => call.url)).size, 1);
      t.lacks(fetch.calls[0].url, "?");
    },
  },
  {
    name: "queryParams that no query can carry are refused, and nothing is sent",
    line: ["queryParams", "Rejects"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const queryParams of [
        "a=b",
        5,
        true,
        { a: {} },
        { a: [{}] },
        { a: () => 1 },
        { a: Symbol("s") },
        { a: "\ud800" },
        { "\udc00": 1 },
      ]) {
        await t.rejects(
          t.over(fetch).cancelJob("j", { queryParams }),
          t.pulse.PulseValidationError,
          { message: /queryParams/ },
        );
      }
      t.equal(fetch.calls.length, 0);
    },
  },
  {
    name: "keepalive is passed to fetch, and only when asked for",
    line: ["keepalive"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const client = t.over(fetch);
      for (const keepalive of [true, false, undefined]) await client.cancelJob("j", { keepalive });
      t.equal(
        fetch.calls.map((call) => !!call.init.keepalive),
        [true, false, false],
      );
    },
  },
  {
    name: "a keepalive call works over real sockets",
    line: ["keepalive"],
    async run(t) {
      const jobId = await t.emulator.job();
      t.equal((await t.client().cancelJob(jobId, { keepalive: true })).job_id, jobId);
    },
  },
  {
    name: "cookies that come twice are joined by semicolons",
    line: ["headers"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      const headers = [
        ["cookie", "a=1"],
        ["Cookie", "b=2"],
      ];
      await t.over(fetch, { headers }).cancelJob("job-1");
      t.equal(fetch.calls[0].init.headers.cookie, "a=1; b=2");
    },
  },
  {
    name: "texts of a name that comes twice are joined as fetch joins them, in a record and in pairs",
    line: ["headers"],
    async run(t) {
      for (const headers of [
        [
          ["x-tag", "a"],
          ["X-Tag", "b"],
          ["x-tag", "c"],
        ],
        { "x-tag": "a", "X-Tag": "b, c" },
      ]) {
        const fetch = t.stubFetch(t.cancelled());
        await t.over(fetch, { headers }).cancelJob("job-1");
        const own = { "x-tag": "call" };
        await t.over(fetch, { headers }).cancelJob("job-1", { headers: own });
        const sent = fetch.calls.map(({ init }) => init.headers["x-tag"]);
        t.equal(sent, [new Headers(headers).get("x-tag"), "call"]);
      }
      const removed = t.stubFetch(t.cancelled());
      const headers = [
        ["x-tag", "a"],
        ["x-tag", null],
      ];
      await t.over(removed, { headers }).cancelJob("job-1");
      t.equal("x-tag" in removed.calls[0].init.headers, false, "null removes what came before");
    },
  },
  {
    name: "a name with a letter whose lower case is ASCII is refused as any that is no token",
    line: ["headers", "Rejects"],
    async run(t) {
      const fetch = t.stubFetch(t.cancelled());
      for (const name of ["x-to\u212aen", "x-ap\u0130-key"]) {
        await t.rejects(
          t.over(fetch).cancelJob("j", { headers: { [name]: "v" } }),
          t.pulse.PulseValidationError,
          { message: /token/ },
        );
      }
      t.equal(fetch.calls.length, 0);
    },
  },
];
