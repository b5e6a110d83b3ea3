// Starts the page: draws it, connects, reads the history, and samples what goes on.
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/grid.css";
import "./styles/outcome.css";
import "./styles/panels.css";
import { render } from "preact";
import { connect } from "./api/connect.js";
import { keepAll } from "./api/follow.js";
import { prepare } from "./api/worker.js";
import { App } from "./app.js";
import { refresh } from "./state/history.js";
import { onLate } from "./storage/db.js";
import * as samples from "./watch/samples.js";

const page = document.getElementById("page");
if (page) render(<App />, page);
connect();
prepare();
refresh();
onLate(() => {
  keepAll();
  refresh();
});
samples.start();
