// Medians with their spread, and rounds that alternate so that other load on the machine affects all subjects alike.

const sorted = (values) => [...values].sort((a, b) => a - b);

/** The value below which a part of the values lies, between two of them where it falls there. */
export function quantile(values, part) {
  if (values.length === 0) throw new Error("there are no values");
  const list = sorted(values);
  const at = (list.length - 1) * part;
  const [below, above] = [list[Math.floor(at)], list[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/** The median distance from the median. */
export function mad(values) {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}

/** Four digits are more than a measurement has. */
export const round = (value) => Number(value.toPrecision(4));

/** What is kept of a series. */
export const summary = (values) => ({
  median: round(median(values)),
  q1: round(quantile(values, 0.25)),
  q3: round(quantile(values, 0.75)),
  mad: round(mad(values)),
  rounds: values.length,
});

/**
 * Measures each subject once a round, every other round in reverse order.
 * @param {string[]} names
 * @param {{ rounds: number, warm?: number, measure: (name: string) => number | Promise<number> }} how
 * @returns {Promise<Record<string, number[]>>} what each round gave, without those to warm up
 */
export async function interleave(names, { rounds, warm = 0, measure }) {
  const series = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warm; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const value = await measure(name);
      if (round >= 0) series[name].push(value);
    }
  }
  return series;
}

/** How many times one series is another, by the median of the rounds' own ratios. */
export const ratio = (series, other) => median(series.map((value, round) => value / other[round]));

/** Each series' summary, with how many times the one named `to` it is. */
export const summaries = (series, to) =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name,
      { ...summary(values), ...(to && { times: round(ratio(values, series[to])) }) },
    ]),
  );
