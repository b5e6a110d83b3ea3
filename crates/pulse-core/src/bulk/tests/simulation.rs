//! A driver for host tests: it carries out a run's actions in a made-up world and minds the promises.

use std::vec::Vec;

use super::super::*;
#[cfg(test)]
pub(super) use super::setup::*;
use crate::{Duration, Endpoint, Instant, Pause, harness::at};

/// What a driver does for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Nothing,
    Sending(Endpoint),
    Judging,
    Preparing { again: bool },
}

/// A job under way, as its driver knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DriverJob {
    /// Whose it is; None where that was no job id.
    pub id: Option<u32>,
    pub doing: Doing,
    /// What it waits for, and how long.
    pub pause: Option<(Duration, Pause)>,
    /// Requests sent for it.
    pub attempts: u32,
    /// Whether a DELETE was sent for it.
    pub touched: bool,
    /// Whether the last request came to nothing: another one would be a second try.
    pub lost: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Simulation {
    pub bulk: Bulk,
    pub shared: Shared,
    pub now: Instant,
    pub concurrency: usize,
    goal: Goal,
    /// What the source holds; None is what is no job id.
    pub source: Vec<Option<u32>>,
    pub pulled: usize,
    /// Whether the source answers a pull at once.
    pub prompt: bool,
    pub pulling: bool,
    /// Whether outcomes are read at once.
    pub reads: bool,
    /// Whether nobody reads any more.
    pub left: bool,
    pub jobs: Vec<Option<DriverJob>>,
    pub unread: Vec<JobIndex>,
    pub outcomes: Vec<(Option<u32>, Outcome, u32)>,
    pub sent: Vec<(Instant, u32, Endpoint)>,
    pub pauses: Vec<(Duration, Pause)>,
    pub gate: Instant,
    pub until: Option<Instant>,
    pub closed: bool,
    /// Whether it is being closed.
    pub returning: bool,
    pub done: bool,
    events: u32,
}

impl Simulation {
    /// A run over the ids 0, 1, 2 …
    pub(super) fn of(options: BulkOptions, ids: u32) -> Self {
        Self::over(options, (0..ids).map(Some).collect())
    }

    pub(super) fn over(options: BulkOptions, source: Vec<Option<u32>>) -> Self {
        Self {
            bulk: Bulk::new(options),
            shared: Shared::new(3),
            now: at(1_000),
            concurrency: options.concurrency.max(1) as usize,
            goal: options.goal,
            source,
            pulled: 0,
            prompt: true,
            pulling: false,
            reads: true,
            left: false,
            jobs: Vec::new(),
            unread: Vec::new(),
            outcomes: Vec::new(),
            sent: Vec::new(),
            pauses: Vec::new(),
            gate: Instant::EARLIEST,
            until: None,
            closed: false,
            returning: false,
            done: false,
            events: 0,
        }
    }

    /// Carries actions out until there is nothing to do.
    #[track_caller]
    pub(super) fn go(&mut self) {
        assert!(!self.done, "an event after the end");
        self.events += 1;
        assert!(self.events < 100_000, "it never ends");
        for step in 0.. {
            assert!(step < 100_000, "it never comes to rest");
            match self.bulk.poll(self.now, &mut self.shared) {
                BulkAction::Pull => {
                    assert!(!self.closed && !self.pulling, "a pull too many");
                    self.pulling = true;
                    if self.prompt {
                        self.give();
                    }
                }
                BulkAction::Prepare { job: index, again } => {
                    self.begin(index, Doing::Preparing { again });
                }
                BulkAction::Judge { job: index } => self.begin(index, Doing::Judging),
                BulkAction::Send {
                    job: index,
                    endpoint,
                    ..
                } => {
                    assert!(self.now >= self.gate, "a request inside the gate");
                    let sent = self.bulk.begin_attempt(index);
                    assert!(sent.is_some(), "it is to be sent");
                    self.begin(index, Doing::Sending(endpoint));
                    self.send(index, endpoint);
                }
                BulkAction::Pause {
                    job: index,
                    delay,
                    why,
                } => {
                    assert_eq!(self.doing(index), Doing::Nothing);
                    assert!(delay > Duration::ZERO);
                    self.job(index).pause = Some((delay, why));
                    self.pauses.push((delay, why));
                }
                BulkAction::Cancel { job: index } => {
                    assert_ne!(self.doing(index), Doing::Nothing, "nothing to cancel");
                    self.end(index);
                    self.job(index).lost = true;
                }
                BulkAction::Settle {
                    job: index,
                    outcome,
                    attempts,
                } => {
                    assert_eq!(self.doing(index), Doing::Nothing, "settled in flight");
                    let job = *self.job(index);
                    assert_eq!(attempts, job.attempts, "requests of its own");
                    self.outcomes.push((job.id, outcome, attempts));
                    if self.left {
                        self.jobs[index as usize] = None;
                    } else if self.reads {
                        self.read(index);
                    } else {
                        self.unread.push(index);
                    }
                }
                BulkAction::CloseSource => {
                    assert!(!self.closed, "closed twice");
                    self.closed = true;
                    self.returning = !self.prompt;
                    if self.prompt {
                        self.bulk.handle_closed();
                    }
                }
                BulkAction::Idle { until } => {
                    self.until = until.is_finite().then_some(until);
                    break;
                }
                BulkAction::Done => {
                    let told = self.jobs.iter().all(Option::is_none);
                    assert!(told && !self.returning, "done too early");
                    self.done = true;
                    break;
                }
            }
        }
    }

    pub(super) fn job(&mut self, index: JobIndex) -> &mut DriverJob {
        self.jobs[index as usize].as_mut().expect("a job under way")
    }

    pub(super) fn doing(&self, index: JobIndex) -> Doing {
        self.jobs[index as usize].expect("a job under way").doing
    }

    fn begin(&mut self, index: JobIndex, doing: Doing) {
        assert_eq!(self.doing(index), Doing::Nothing, "two at once");
        self.job(index).doing = doing;
    }

    pub(super) fn end(&mut self, index: JobIndex) {
        self.job(index).doing = Doing::Nothing;
    }

    fn send(&mut self, index: JobIndex, endpoint: Endpoint) {
        let stopped = self.bulk.stopped().is_some();
        if !matches!(self.goal, Goal::Cancel { dry_run: false, .. }) {
            assert_eq!(endpoint, Endpoint::GetJob, "a run that cancels nothing");
        }
        let job = self.job(index);
        if stopped {
            assert_eq!(endpoint, Endpoint::GetJob, "cancelled after a stop");
            assert!(job.touched, "asked after a stop");
            assert!(!job.lost, "tried again after a stop");
        }
        job.attempts += 1;
        job.touched |= endpoint == Endpoint::CancelJob;
        job.lost = false;
        job.pause = None;
        let id = job.id.expect("a job id");
        self.sent.push((self.now, id, endpoint));
    }

    /// Ids with a request in flight.
    pub(super) fn in_flight(&self) -> Vec<(u32, Endpoint)> {
        let mut found: Vec<_> = self
            .jobs
            .iter()
            .flatten()
            .filter_map(|job| match job.doing {
                Doing::Sending(endpoint) => Some((job.id?, endpoint)),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(id, _)| *id);
        found
    }

    pub(super) fn judging(&self) -> Vec<u32> {
        self.doing_for(Doing::Judging)
    }

    /// Ids whose suppliers are being asked, for the first time or again.
    pub(super) fn preparing(&self) -> Vec<u32> {
        let mut ids = self.doing_for(Doing::Preparing { again: false });
        ids.extend(self.asked_again());
        ids.sort_unstable();
        ids
    }

    /// Ids whose suppliers are being asked again.
    pub(super) fn asked_again(&self) -> Vec<u32> {
        self.doing_for(Doing::Preparing { again: true })
    }

    fn doing_for(&self, doing: Doing) -> Vec<u32> {
        let jobs = self.jobs.iter().flatten();
        let found = jobs.filter(|job| job.doing == doing);
        let mut ids: Vec<_> = found.filter_map(|job| job.id).collect();
        ids.sort_unstable();
        ids
    }

    /// The outcome of an id.
    #[track_caller]
    pub(super) fn outcome(&self, id: u32) -> Outcome {
        let mut found = self.outcomes.iter().filter(|(of, ..)| *of == Some(id));
        let outcome = found.next().expect("an outcome").1;
        assert_eq!(found.next(), None, "two outcomes");
        outcome
    }

    /// The ids of requests, in the order they were sent.
    pub(super) fn sent_ids(&self) -> Vec<u32> {
        self.sent.iter().map(|(_, id, _)| *id).collect()
    }
}
