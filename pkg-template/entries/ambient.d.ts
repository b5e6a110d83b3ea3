// What the entries use besides the language's own: the parts that assemble.mjs makes, and the globals of other runtimes.

declare module "pulse-wasm:glue" {
  /** The crate's glue, over a module of its own that `use` hands to it. */
  export function glue(): {
    Jobs: CrateJobsClass;
    /** What the module imports, in its order. */
    functions: WebAssembly.ImportValue[];
    use(exports: WebAssembly.Exports): void;
  };
}

declare module "pulse-wasm:text" {
  /** What interleave.js takes, the bytes as decode.js does. */
  const text: string;
  export const starts: number[];
  export default text;
}

declare module "pulse-wasm:module" {
  const module: WebAssembly.Module;
  export default module;
}

/** The class that src/class.rs exports to the package; its methods check what they are given. */
interface CrateJobs {
  free(): void;
}
type CrateJobsClass = new (options: unknown) => CrateJobs;

/** Absent where a runtime is not the one that has it. */
declare var WorkerGlobalScope: unknown;
declare var process: { env?: Record<string, string | undefined> } | undefined;
declare var Bun: unknown;
declare var Deno:
  | {
      permissions?: {
        querySync(descriptor: { name: "env"; variable: string }): { state: string };
      };
      env: { get(name: string): string | undefined };
    }
  | undefined;
