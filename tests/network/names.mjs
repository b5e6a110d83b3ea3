// A server of names in a mode: it answers every name with one address, says that it has failed, or says nothing.
import { createSocket } from "node:dgram";

const SERVFAIL = 2;
const A = 1;

export class Names {
  /** @type {"answers" | "fails" | "silent"} */
  mode = "answers";
  #socket = createSocket("udp4");
  #address;

  constructor(address) {
    this.#address = address.split(".").map(Number);
  }

  start() {
    this.#socket.on("message", (query, { port, address }) => {
      if (this.mode !== "silent") this.#socket.send(this.#answer(query), port, address);
    });
    return new Promise((done) => this.#socket.bind(53, "127.0.0.1", done));
  }

  stop() {
    this.#socket.close();
  }

  #answer(query) {
    let end = 12;
    while (query[end] !== 0) end += query[end] + 1;
    const question = query.subarray(12, end + 5);
    const isAddress = this.mode === "answers" && query.readUInt16BE(end + 1) === A;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (this.mode === "fails" ? SERVFAIL : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(Number(isAddress), 6);
    // The name of the question, an address, one of the Internet, for no time at all, four bytes.
    const record = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 0, 0, 4, ...this.#address]);
    return Buffer.concat([header, question, isAddress ? record : Buffer.alloc(0)]);
  }
}
