// Says at compile time that two types are one.

/** True where each stands for the other everywhere: `any` equals only itself. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where its type argument is true. */
export function holds<_Truth extends true>(): void {}

holds<Equal<string, string>>();
// @ts-expect-error not equal
holds<Equal<string, number>>();
// @ts-expect-error any is not a string
holds<Equal<ReturnType<typeof JSON.parse>, string>>();
