// What the browser's client talks to.
import { proxy } from "../../../../lib/pulse";

export { proxy as DELETE, proxy as GET };
