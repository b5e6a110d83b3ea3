// Whether a figure keeps to its limit: it may be taken again where load swayed it, since load can only make it larger.

/**
 * @param {() => Promise<number>} take takes the figure
 * @param {number} limit
 * @param {number} tries how often at most
 */
export async function judge(take, limit, tries) {
  const ratios = [];
  do ratios.push(await take());
  while (ratios.at(-1) > limit && ratios.length < tries);
  return { ratios, holds: ratios.at(-1) <= limit };
}
