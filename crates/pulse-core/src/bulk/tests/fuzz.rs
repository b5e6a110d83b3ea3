//! A run under whatever the bytes spell: in step with the model, or with timers that come late.

use std::vec::Vec;

use arbitrary::{Result, Unstructured};

use super::super::*;
use super::lockstep::Lockstep;
use super::reaction::Reaction;
use super::setup::cancel;
use super::steps::{ALL_STOPS, Chances, Step};
use crate::{
    Duration, Limits,
    harness::{PLAIN, ms},
};

/// What a DELETE meets; the last two have no place in the model.
const DELETES: [Reaction; 8] = [
    Reaction::Accepted,
    Reaction::Missing,
    Reaction::JobError,
    Reaction::Limited,
    Reaction::Unavailable,
    Reaction::ConnectionLost,
    Reaction::GateTooLong,
    Reaction::Unauthorized,
];
const GETS: [Reaction; 9] = [
    Reaction::State("pending"),
    Reaction::State("processing"),
    Reaction::State("completed"),
    Reaction::State("canceled"),
    Reaction::Missing,
    Reaction::Limited,
    Reaction::Unavailable,
    Reaction::ConnectionLost,
    Reaction::JobError,
];

/// A run of up to 400 events; then all goes well, and it has to come to its end.
pub fn bulk(data: &[u8]) {
    // Where the bytes run out no run is made.
    let _ = run(&mut Unstructured::new(data));
}

fn run(given: &mut Unstructured<'_>) -> Result<()> {
    let late: bool = given.arbitrary()?;
    let options = options(given)?;
    let flags = given.arbitrary()?;
    let source = source(given, options.dedupe.is_some())?;
    let mut lockstep = Lockstep::new(options, &source, flags);
    lockstep.blind = late;
    for _ in 0..400 {
        if given.is_empty() || lockstep.sim.done {
            break;
        }
        let step = match given.int_in_range(0..=11_u8)? {
            0 if late => {
                lockstep.sim.now += ms(given.int_in_range(1..=5_000)?);
                None
            }
            // A timer that fires early changes nothing.
            0 => Some(Step::Wake(lockstep.sim.now)),
            1 | 2 => lockstep.due(),
            3 if given.ratio(1, 8)? => Some(Step::Stop(*given.choose(&ALL_STOPS)?)),
            // In lockstep nobody reports what was not asked for; in the simulation that is late all may.
            4 if !late => {
                lockstep.stray();
                None
            }
            _ => happening(given, &lockstep, late)?,
        };
        if let Some(step) = step {
            lockstep.take(step);
        }
    }
    lockstep.finish();
    Ok(())
}

/// One of the steps that the run is open to.
fn happening(given: &mut Unstructured<'_>, run: &Lockstep, late: bool) -> Result<Option<Step>> {
    let deletes = if late { &DELETES[..] } else { &DELETES[..6] };
    let chances = Chances {
        deletes: std::vec![*given.choose(deletes)?],
        gets: std::vec![*given.choose(&GETS)?],
        throws: given.ratio(1, 64)?,
        refuses: given.ratio(1, 8)?,
    };
    let steps = run.sim.steps(&chances);
    if steps.is_empty() {
        return Ok(None);
    }
    given.choose(&steps).copied().map(Some)
}

fn options(given: &mut Unstructured<'_>) -> Result<BulkOptions> {
    let or_never = |millis| {
        if millis == 0 {
            Duration::NEVER
        } else {
            ms(millis)
        }
    };
    let limits = Limits {
        timeout: or_never(given.int_in_range(0..=5_000)?),
        deadline: or_never(given.int_in_range(0..=20_000)?),
        max_retries: given.int_in_range(0..=2)?,
        ..PLAIN
    };
    let interval = ms(given.int_in_range(1_000..=5_000)?);
    let goal = match given.int_in_range(0..=4_u8)? {
        0 => Goal::Status,
        1 => Goal::Wait { interval },
        _ => {
            let filter = given.arbitrary()?;
            let confirm = given.arbitrary::<bool>()?.then_some(interval);
            cancel(filter, filter && given.ratio(1, 4)?, confirm)
        }
    };
    Ok(BulkOptions {
        concurrency: given.int_in_range(1..=20)?,
        limits,
        prepare: given.arbitrary()?,
        goal,
        ignore_missing: given.arbitrary()?,
        stop_after: given.int_in_range(1..=6)?,
        dedupe: given.arbitrary::<bool>()?.then_some([8, 9]),
        finite: given.arbitrary()?,
    })
}

/// Ids, some of which come again where that is known, and what are no ids.
fn source(given: &mut Unstructured<'_>, dedupe: bool) -> Result<Vec<Option<u32>>> {
    let len = given.int_in_range(0..=60_u32)?;
    let id = |index| {
        let is_id = !given.ratio(1, 20)?;
        // Without a memory the ids must differ for the model to tell them apart.
        let id = if dedupe {
            given.int_in_range(0..=40)?
        } else {
            index
        };
        Ok(is_id.then_some(id))
    };
    (0..len).map(id).collect()
}
