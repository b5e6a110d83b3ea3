// The API's endpoints, as the core lists them when the module starts.

/**
 * @typedef {object} Endpoint
 * @property {string} method the HTTP method
 * @property {string} suffix what follows the job's id in the path
 * @property {string} urlTemplate the path as events name it
 * @property {string[]} required the string fields that a successful response must have
 */

/** @type {Endpoint[]} */
const endpoints = [];

/**
 * @param {number} number the core's number for it
 * @param {string} method
 * @param {string} suffix
 */
export function registerEndpoint(number, method, suffix) {
  endpoints[number] = { method, suffix, urlTemplate: `/job/{jobId}${suffix}`, required: [] };
}

/**
 * @param {number} number
 * @param {string} field
 */
export function requireField(number, field) {
  endpointOf(number).required.push(field);
}

/** @param {number} number */
export const endpointOf = (number) => endpoints[number];
