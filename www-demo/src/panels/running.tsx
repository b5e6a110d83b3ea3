// A run under way: how far it is, how fast, how long it will take, and two ways to stop it.
import { progress } from "../bulk/progress.js";
import { stop, stopAtOnce } from "../bulk/run.js";
import { KIND_NAMES, KINDS, known } from "../bulk/types.js";
import { KindSign } from "../parts/chip.js";
import { count, span } from "../parts/format.js";

export function Running() {
  const shown = progress.value;
  if (shown?.meta.state !== "running") return null;
  const { meta, inFlight, rate, stopping } = shown;
  const done = known(meta.counts);
  const share = done / meta.total;
  const left = rate > 0 ? span(((meta.total - done) / rate) * 1000) : "not known yet";
  return (
    <section class="card running" aria-labelledby="running-title">
      <div class="card-head">
        <h2 id="running-title">Cancelling</h2>
        <p class="figures">
          <b>{count(done)}</b> of {count(meta.total)}
        </p>
        <div class="buttons">
          <button type="button" aria-disabled={stopping} onClick={stop}>
            {stopping ? "Stopping…" : "Stop after those under way"}
          </button>
          <button type="button" class="danger" onClick={stopAtOnce}>
            Stop at once
          </button>
        </div>
      </div>
      <div
        class="bar"
        role="progressbar"
        aria-label="Cancelling"
        aria-valuemin={0}
        aria-valuemax={meta.total}
        aria-valuenow={done}
        aria-valuetext={`${count(done)} of ${count(meta.total)}`}
      >
        <div style={{ transform: `scaleX(${share})` }} />
      </div>
      <dl class="pace">
        <div>
          <dt>Per second</dt>
          <dd>{count(Math.round(rate))}</dd>
        </div>
        {!stopping && (
          <div>
            <dt>Time left</dt>
            <dd>{left}</dd>
          </div>
        )}
        <div>
          <dt>In flight</dt>
          <dd>{count(inFlight)}</dd>
        </div>
        {KINDS.filter((kind) => meta.counts[kind] > 0).map((kind) => (
          <div key={kind}>
            <dt>
              <KindSign kind={kind} /> {KIND_NAMES[kind]}
            </dt>
            <dd>{count(meta.counts[kind])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
