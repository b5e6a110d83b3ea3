//! A run's promises: by scenario, through every interleaving of small runs, and at random through large ones.

mod exhaustive;
mod model;
mod properties;
mod scenarios;
mod stops;
mod streaks;
mod waits;
mod world;
