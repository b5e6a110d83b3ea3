// The first call in a page.
import { timeFirstCall } from "./first-call.mjs";

export default () => timeFirstCall(() => import("/pkg/index.js"));
