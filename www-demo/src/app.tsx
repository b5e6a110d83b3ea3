// The page as a whole: which panel stands where.

import { Charts } from "./panels/charts.js";
import { Connection } from "./panels/connection.js";
import { Head } from "./panels/head.js";
import { History } from "./panels/history.js";
import { Ids } from "./panels/ids.js";
import { Jobs } from "./panels/jobs.js";
import { Notices } from "./panels/notices.js";
import { Outcome } from "./panels/outcome.js";
import { PreviewDialog } from "./panels/preview.js";
import { Running } from "./panels/running.js";
import { Submit } from "./panels/submit.js";
import { settings } from "./state/connection.js";
import { announcement } from "./state/notices.js";

export function App() {
  return (
    <>
      <Head />
      <main>
        <Notices />
        <div class="columns">
          <div class="column wide">
            <Running />
            <Jobs />
            <Outcome />
          </div>
          <div class="column">
            <Charts />
            <History />
            {settings.value.mode === "emulator" ? <Submit /> : <Ids />}
            <Connection />
          </div>
        </div>
      </main>
      <PreviewDialog />
      <p class="unseen" role="status">
        {announcement}
      </p>
    </>
  );
}
