// What one looks at: the jobs' states over time, the calls' latency and answers, and the gate.
import { Chart } from "../parts/chart.js";
import { clock, count, latency, span } from "../parts/format.js";
import { STATES } from "../state/states.js";
import { now, samples } from "../watch/samples.js";
import { gateUntil, heldBack } from "../watch/traffic.js";

const last = (values: readonly (number | null)[] | undefined): number | null =>
  values?.at(-1) ?? null;
const seconds = (value: number | null): string => (value === null ? "–" : latency(value));
const whole = (value: number): string => (Number.isInteger(value) ? count(value) : "");

export function Charts() {
  const { at, states, median, slow, ok, refused, limited, broken } = samples.value;
  const answers = [
    { label: "good", colour: "completed", values: ok },
    { label: "refused", colour: "canceled", values: refused },
    { label: "429", colour: "pending", values: limited },
    { label: "lost or 5xx", colour: "failed", values: broken },
  ];
  return (
    <section class="card charts" aria-labelledby="charts-title">
      <h2 id="charts-title">Traffic</h2>
      <Gate />
      <Chart
        title="Jobs by state"
        at={at}
        stacked
        format={whole}
        lines={STATES.slice(0, 5).map((state) => {
          const values = states[state] ?? [];
          return { label: state, colour: state, values, now: count(last(values) ?? 0) };
        })}
      />
      <Chart
        title="Latency of calls"
        at={at}
        format={latency}
        lines={[
          { label: "median", colour: "processing", values: median, now: seconds(last(median)) },
          { label: "p95", colour: "pending", values: slow, now: seconds(last(slow)) },
        ]}
      />
      <Chart
        title="Answers per second"
        at={at}
        stacked
        format={whole}
        lines={answers.map((line) => ({ ...line, now: count(last(line.values) ?? 0) }))}
      />
    </section>
  );
}

function Gate() {
  const left = gateUntil.value - now.value;
  const held = heldBack.value;
  return (
    <p class="gate" data-closed={left > 0}>
      {left > 0 ? (
        <>
          <b>Gate closed</b> until {clock(gateUntil.value)}, {span(left + 999)} more: the server
          asked to wait
        </>
      ) : (
        <>
          <b>Gate open</b>: calls go out at once
        </>
      )}
      {held > 0 && <span class="soft"> · {count(held)} waits so far</span>}
    </p>
  );
}
