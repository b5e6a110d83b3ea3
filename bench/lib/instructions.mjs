// How many more instructions an operation may take than are recorded of it.

/** The same compiler makes the same code; another one's differs without anybody's doing. */
export const tolerance = (recorded, made) =>
  recorded.rustc === made.rustc && recorded.architecture === made.architecture ? 0.02 : 0.1;

/** Whether it takes so many fewer that the record would let as many come back unnoticed. */
export const shrunk = (count, recorded, allowed) => count < recorded * (1 - allowed);

/** Whether it takes too many, or has no record to be held to. */
export const grown = (count, recorded, allowed) => !(count <= recorded * (1 + allowed));
