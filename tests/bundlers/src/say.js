// How a page reports its result to the test.
export function say(value) {
  document.body.textContent = JSON.stringify(value);
  document.title = "done";
}

/** The job and the API that the page's address names. */
export const asked = () => Object.fromEntries(new URLSearchParams(location.search));

export const inWords = (error) => ({ error: String(error), stack: error.stack });
