// An application of one component, as `ng new` makes it, that cancels a job once it is shown.
import { type ApplicationRef, Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { cancel } from "./cancel.js";
import { asked, inWords, say } from "./say.js";

@Component({ selector: "app-root", template: "<p>Cancelling…</p>" })
class App {}

bootstrapApplication(App).then(async (app: ApplicationRef) => {
  await app.whenStable();
  const { job, api } = asked();
  cancel(job, api).then(say, (error: Error) => say(inWords(error)));
});
