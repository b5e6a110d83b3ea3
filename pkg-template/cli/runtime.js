// Which runtime this is, where that makes a difference.
import process from "node:process";

const { deno, bun } = process.versions;

/** Whether this is Node, rather than a runtime that provides Node's modules. */
export const isNode = !deno && !bun;
