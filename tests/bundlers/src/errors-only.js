// Uses an error class and no client: the wasm must not be bundled.
import { NotFoundError } from "pulse-wasm";

console.log(new NotFoundError({ message: "gone" }).name);
