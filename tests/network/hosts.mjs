// Two hosts and a router between them, as network namespaces of Linux: the router can lose every packet, and say nothing.
import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const SERVER = "10.200.2.2";
const CLIENT = "10.200.1.2";

const ip = (...args) => execFileSync("ip", args, { stdio: ["ignore", "pipe", "pipe"] });

export class Hosts {
  #names = {};
  #children = new Set();
  #folder;

  /** @param {string} folder for the client's resolv.conf */
  constructor(folder) {
    this.#folder = folder;
    for (const host of ["client", "router", "server"])
      this.#names[host] = `pulse-${process.pid}-${host}`;
  }

  /** Lays the cables; a name of a host is one of a namespace of this process alone. */
  start() {
    const { client, router, server } = this.#names;
    for (const name of [client, router, server]) {
      ip("netns", "add", name);
      ip("-n", name, "link", "set", "lo", "up");
    }
    this.#cable(client, `${CLIENT}/24`, "to-client", "10.200.1.1/24");
    this.#cable(server, `${SERVER}/24`, "to-server", "10.200.2.1/24");
    ip("netns", "exec", router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
  }

  #cable(host, address, name, routerAddress) {
    const { router } = this.#names;
    ip("-n", router, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", host);
    ip("-n", router, "addr", "add", routerAddress, "dev", name);
    ip("-n", router, "link", "set", name, "up");
    ip("-n", host, "addr", "add", address, "dev", "eth0");
    ip("-n", host, "link", "set", "eth0", "up");
    ip("-n", host, "route", "add", "default", "via", routerAddress.split("/")[0]);
  }

  /** Both ways: neither side hears that its packets are lost. */
  drop() {
    this.#blackhole("add");
  }

  /** Packets go through again. */
  restore() {
    this.#blackhole("del");
  }

  #blackhole(what) {
    // More exact than the routes of the cables, and so before them.
    for (const address of [CLIENT, SERVER])
      ip("-n", this.#names.router, "route", what, "blackhole", `${address}/32`);
  }

  /**
   * A script of this folder on a host, with a channel for messages. The client asks a server of names on its own host.
   * @param {"client" | "server"} host
   * @param {string} script
   * @param {string[]} args
   */
  run(host, script, args = []) {
    const resolv = join(this.#folder, "resolv.conf");
    writeFileSync(resolv, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
    // `ip netns exec` gives a mount namespace of its own, which ends with the process.
    const mounted = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';
    const file = fileURLToPath(new URL(script, import.meta.url));
    const words = ["netns", "exec", this.#names[host], "sh", "-c", mounted, "sh", resolv];
    const child = spawn("ip", [...words, process.execPath, file, ...args], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#children.add(child);
    child.on("exit", () => this.#children.delete(child));
    return child;
  }

  stop() {
    for (const child of this.#children) child.kill("SIGKILL");
    for (const name of Object.values(this.#names)) {
      try {
        ip("netns", "del", name);
      } catch {
        // It was never made.
      }
    }
  }
}
