// The few things this page asks of the DOM; text only ever goes in as text.

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children; an undefined or false attribute is left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Changes text only if it differs, so as not to disturb screen readers and selections. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Disabled, but still focusable, so that a keyboard user does not lose their place. */
export function setOff(button, off) {
  button.setAttribute("aria-disabled", String(off));
}

export const isOff = (button) => button.getAttribute("aria-disabled") === "true";
