//! A run's promises: by scenario, through every interleaving of small runs, and at random through large ones.

mod events;
#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod exhaustive_reports;
#[cfg(test)]
mod exhaustive_stops;
#[cfg(test)]
mod exhaustive_supply;
#[cfg(test)]
mod exhaustive_time;
#[cfg(test)]
mod explore;
#[cfg(pulse_fuzz)]
pub(crate) mod fuzz;
mod item;
mod lockstep;
mod model;
#[cfg(test)]
mod properties;
mod reaction;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod scenarios;
mod setup;
mod simulation;
mod steps;
#[cfg(test)]
mod stops;
#[cfg(test)]
mod streaks;
#[cfg(test)]
mod waits;
