//! A run's promises: by scenario, through every interleaving of small runs, and at random through large ones.

mod exhaustive;
mod exhaustive_stops;
mod exhaustive_supply;
mod exhaustive_time;
mod item;
mod model;
mod properties;
mod scenarios;
mod setup;
mod steps;
mod stops;
mod streaks;
mod twins;
mod waits;
mod walk;
mod words;
mod world;
