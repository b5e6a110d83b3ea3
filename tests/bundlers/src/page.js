// The entry of a page.
import { cancel } from "./cancel.js";
import { asked, inWords, say } from "./say.js";

const { job, api } = asked();
cancel(job, api).then(say, (error) => say(inWords(error)));
