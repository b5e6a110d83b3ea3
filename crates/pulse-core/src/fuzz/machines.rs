//! Calls, waits and the gate between them, under whatever events the bytes spell.

use std::vec::Vec;

use arbitrary::{Result, Unstructured};

use crate::{
    Duration, Limits, WaitPlan,
    harness::{Fate, PLAIN, later, ms},
    promises::{CallEvent, WaitEvent, hold_calls, hold_wait},
    testing::Reply,
};

/// The first byte chooses: three calls of one client, or a wait.
pub fn calls(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let mut given = Unstructured::new(rest);
    // Where the bytes run out no machine is made.
    let _ = match choice % 2 {
        0 => three_calls(&mut given),
        _ => one_wait(&mut given),
    };
}

fn three_calls(given: &mut Unstructured<'_>) -> Result<()> {
    let limits = [limits(given)?, limits(given)?, limits(given)?];
    let (prepare, seed) = (given.arbitrary()?, given.arbitrary()?);
    let mut events = Vec::new();
    while !given.is_empty() && events.len() < 400 {
        let which = given.int_in_range(0..=2)?;
        events.push((which, pause(given)?, call_event(given)?));
    }
    hold_calls(limits, prepare, seed, events);
    Ok(())
}

fn one_wait(given: &mut Unstructured<'_>) -> Result<()> {
    let plan = WaitPlan {
        cancel: given.arbitrary()?,
        cancel_on_abort: given.arbitrary()?,
        interval: ms(given.int_in_range(1..=60_000)?),
    };
    let mut limits = limits(given)?;
    if !limits.timeout.is_finite() {
        limits.timeout = ms(given.int_in_range(1..=30_000)?);
    }
    let seed = given.arbitrary()?;
    let mut events = Vec::new();
    while !given.is_empty() && events.len() < 400 {
        events.push((pause(given)?, wait_event(given)?));
    }
    hold_wait(plan, limits, seed, &events);
    Ok(())
}

fn limits(given: &mut Unstructured<'_>) -> Result<Limits> {
    let timeout = given.int_in_range(0..=30_000_u64)?;
    let deadline = given.int_in_range(0..=120_000_u64)?;
    let or_never = |millis| {
        if millis == 0 {
            Duration::NEVER
        } else {
            ms(millis)
        }
    };
    Ok(Limits {
        timeout: or_never(timeout),
        deadline: or_never(deadline),
        max_retries: given.int_in_range(0..=4)?,
        ..PLAIN
    })
}

fn pause(given: &mut Unstructured<'_>) -> Result<u64> {
    Ok(match given.int_in_range(0..=2_u8)? {
        0 => 0,
        1 => given.int_in_range(1..=3_000)?,
        _ => given.int_in_range(1..=70_000)?,
    })
}

fn answer(given: &mut Unstructured<'_>) -> Result<Reply> {
    let statuses = [429, 503, 408, 500, 404, 401, 302, 0, 304];
    let status = match given.int_in_range(0..=9_usize)? {
        9 => given.arbitrary()?,
        index => statuses[index],
    };
    Ok(match given.int_in_range(0..=5_u8)? {
        0 => Reply::cancelled(),
        1 => Reply::job(*given.choose(&["pending", "paused", "completed", "canceled"])?),
        2 => Reply::status(status).code("JOB_003"),
        3 => Reply::status(status),
        4 => later(status, given.arbitrary()?),
        _ => later(status, &std::format!("{}", given.int_in_range(0..=70_u8)?)),
    })
}

fn call_event(given: &mut Unstructured<'_>) -> Result<CallEvent> {
    Ok(match given.int_in_range(0..=9_u8)? {
        0 => CallEvent::Poll,
        1 => CallEvent::Prepared(given.arbitrary()?),
        2..=5 => CallEvent::Answer(answer(given)?),
        6 => CallEvent::Broken,
        7 => CallEvent::Abort,
        _ => CallEvent::Wake,
    })
}

fn wait_event(given: &mut Unstructured<'_>) -> Result<WaitEvent> {
    Ok(match given.int_in_range(0..=9_u8)? {
        0..=4 => WaitEvent::Answer(Fate::Reply(answer(given)?)),
        5 => WaitEvent::Answer(Fate::Broken),
        6 => WaitEvent::Abort,
        _ => WaitEvent::Wake,
    })
}
