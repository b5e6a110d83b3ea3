//! A run's promises: by scenario, through every interleaving of small runs, and at random through large ones.

mod events;
mod exhaustive;
mod exhaustive_reports;
mod exhaustive_stops;
mod exhaustive_supply;
mod exhaustive_time;
mod explore;
mod item;
mod lockstep;
mod model;
mod properties;
mod reaction;
mod reports;
mod scenarios;
mod setup;
mod simulation;
mod steps;
mod stops;
mod streaks;
mod waits;
