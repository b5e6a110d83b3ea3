// Loaded before the command: watches how it writes its journal to disk, makes that fail on request, and reports to stderr.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

/** DISK=fail: every fdatasync fails. DISK=lag: none completes before the command has nothing left to do. */
const { DISK } = process.env;
const { fdatasync, fsyncSync, writeSync } = fs;

let [lines, unsynced, most, syncs, folders] = [0, 0, 0, 0, 0];

fs.writeSync = (fd, bytes, ...rest) => {
  if (String(bytes).startsWith('{"jobId"')) {
    lines += 1;
    unsynced += 1;
    most = Math.max(most, unsynced);
  }
  return writeSync(fd, bytes, ...rest);
};

fs.fsyncSync = (fd) => {
  if (fs.fstatSync(fd).isDirectory()) folders += 1;
  return fsyncSync(fd);
};

fs.fdatasync = async (fd, done) => {
  syncs += 1;
  const covered = unsynced;
  if (DISK === "fail") return done(Object.assign(new Error("i/o error"), { code: "EIO" }));
  if (DISK === "lag") await standstill();
  fdatasync(fd, (error) => {
    unsynced -= covered;
    done(error);
  });
};
syncBuiltinESMExports();

/** Resolves once no line has been written for many turns of the event loop. */
async function standstill() {
  let [before, still] = [-1, 0];
  while (still < 200) {
    await new Promise(setImmediate);
    still = before === lines ? still + 1 : 0;
    before = lines;
  }
}

process.on("exit", () => {
  const tale = { lines, unsynced, most, syncs, folders };
  process.stderr.write(`disk ${JSON.stringify(tale)}\n`);
});
