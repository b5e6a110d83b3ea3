// The few things this page asks of the DOM; text only ever goes in as text.

/**
 * An element that the page has.
 * @param {string} id
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * A field of a form.
 * @param {string} id
 */
export const field = (id) => /** @type {HTMLInputElement} */ (byId(id));

/**
 * An element with attributes and children; an undefined or false attribute is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | undefined>} attributes
 * @param {(Node | string)[]} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * Changes text only if it differs, so as not to disturb screen readers and selections.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Disabled, but still focusable, so that a keyboard user does not lose their place.
 * @param {Element} button
 * @param {boolean} off
 */
export function setOff(button, off) {
  button.setAttribute("aria-disabled", String(off));
}

/** @param {Element} button */
export const isOff = (button) => button.getAttribute("aria-disabled") === "true";
