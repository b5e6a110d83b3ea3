//! The types that go into the package's .d.ts: written by hand, once for this crate's own package and for the npm package.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = concat!(
    include_str!("../types/client.d.ts"),
    "\n",
    include_str!("../types/bulk.d.ts"),
    "\n",
    include_str!("../types/errors.d.ts"),
    "\n",
    include_str!("../types/crate.d.ts"),
);
