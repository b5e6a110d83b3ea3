// Node, in the majors that npm has builds of.
import { binary, version } from "../install.mjs";
import { processKind } from "./process.mjs";

export function node(major) {
  const name = `node-${major}-${process.platform}-${process.arch}`;
  return processKind(
    () => {
      binary(name);
      return version(name).replace(/^v/, "");
    },
    (file) => [binary(name, "bin/node"), file],
  );
}
