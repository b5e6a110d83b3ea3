// The entry of a program: Node's, Bun's, Deno's.
import { cancel } from "./cancel.js";

const { JOB, API } = process.env;
cancel(JOB, API).then((answer) => console.log(JSON.stringify(answer)));
