//! Drives a machine through a made-up world for host tests, and keeps a transcript.

use std::vec::Vec;

use crate::{
    Action, Call, Duration, Endpoint, Failure, Instant, Limits, Pause, Shared, Wait, testing::Reply,
};

pub(crate) const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// So many seconds after the fixed point.
pub(crate) const fn at(seconds: u64) -> Instant {
    Instant::EARLIEST.saturating_add(s(seconds))
}

/// So many milliseconds after the fixed point.
pub(crate) const fn at_ms(millis: u64) -> Instant {
    Instant::EARLIEST.saturating_add(ms(millis))
}

/// No timeout, no deadline, two retries.
pub(crate) const PLAIN: Limits = Limits {
    timeout: Duration::NEVER,
    deadline: Duration::NEVER,
    max_retries: 2,
    initial_retry_delay: s(1),
    max_retry_delay: s(60),
};

/// What a call and a wait have in common.
pub(crate) trait Machine {
    fn poll(&mut self, now: Instant, shared: &mut Shared) -> Action;
    fn begin_attempt(&mut self) -> Option<u32>;
    fn prepared(&mut self, key_changed: bool);
    fn response(&mut self, now: Instant, reply: &Reply, shared: &mut Shared);
    fn failure(&mut self, now: Instant, shared: &mut Shared);
    fn timeout(&mut self, now: Instant, shared: &mut Shared);
    fn abort(&mut self, now: Instant);
}

macro_rules! machine {
    ($name:ty, $abort:expr) => {
        impl Machine for $name {
            fn poll(&mut self, now: Instant, shared: &mut Shared) -> Action {
                <$name>::poll(self, now, shared)
            }
            fn begin_attempt(&mut self) -> Option<u32> {
                <$name>::begin_attempt(self)
            }
            fn prepared(&mut self, key_changed: bool) {
                self.handle_prepared(key_changed);
            }
            fn response(&mut self, now: Instant, reply: &Reply, shared: &mut Shared) {
                self.handle_response(now, &reply.to(self.endpoint()), shared);
            }
            fn failure(&mut self, now: Instant, shared: &mut Shared) {
                self.handle_failure(now, shared);
            }
            fn timeout(&mut self, now: Instant, shared: &mut Shared) {
                self.handle_timeout(now, shared);
            }
            fn abort(&mut self, now: Instant) {
                $abort(self, now);
            }
        }
    };
}
machine!(Call, |call: &mut Call, _| call.abort());
machine!(Wait, Wait::abort);

/// A clock and what the calls of one client share.
pub(crate) struct Scene {
    pub now: Instant,
    pub shared: Shared,
}

/// What comes of one request.
#[derive(Debug, Clone)]
pub(crate) enum Fate {
    Reply(Reply),
    /// Refused, reset, cut short.
    Broken,
    /// No answer at all.
    Silence,
}

/// What a machine did until it ended.
#[derive(Debug)]
pub(crate) struct Transcript {
    pub sent: Vec<(Instant, Endpoint)>,
    pub slept: Vec<(Duration, Pause)>,
    pub end: Result<(), Failure>,
    pub ended_at: Instant,
}

impl Transcript {
    pub(crate) fn sent_at(&self) -> Vec<Instant> {
        self.sent.iter().map(|(at, _)| *at).collect()
    }

    pub(crate) fn delays(&self) -> Vec<Duration> {
        self.slept.iter().map(|(delay, _)| *delay).collect()
    }
}

impl Scene {
    /// A fresh client's, at an arbitrary time.
    pub(crate) fn new() -> Self {
        Self {
            now: at(1_000),
            shared: Shared::new(7),
        }
    }

    pub(crate) fn call(&self, limits: Limits) -> Call {
        Call::new(Endpoint::CancelJob, limits, self.now, false)
    }

    pub(crate) fn poll(&mut self, machine: &mut impl Machine) -> Action {
        let action = machine.poll(self.now, &mut self.shared);
        let is_sent = machine.begin_attempt().is_some();
        assert_eq!(is_sent, matches!(action, Action::Send { .. }), "{action:?}");
        action
    }

    pub(crate) fn prepared(&mut self, machine: &mut impl Machine) -> Action {
        machine.prepared(false);
        self.poll(machine)
    }

    /// The suppliers have answered with another key than before.
    pub(crate) fn prepared_anew(&mut self, machine: &mut impl Machine) -> Action {
        machine.prepared(true);
        self.poll(machine)
    }

    pub(crate) fn answer(&mut self, machine: &mut impl Machine, reply: &Reply) -> Action {
        machine.response(self.now, reply, &mut self.shared);
        self.poll(machine)
    }

    pub(crate) fn breaks(&mut self, machine: &mut impl Machine) -> Action {
        machine.failure(self.now, &mut self.shared);
        self.poll(machine)
    }

    pub(crate) fn abort(&mut self, machine: &mut impl Machine) -> Action {
        machine.abort(self.now);
        self.poll(machine)
    }

    /// The clock shows `now`, and a timer fires.
    pub(crate) fn wake(&mut self, machine: &mut impl Machine, now: Instant) -> Action {
        self.now = now;
        machine.timeout(now, &mut self.shared);
        self.poll(machine)
    }

    /// Runs to the end: each request meets the next fate, a second after it was sent.
    #[track_caller]
    pub(crate) fn run(&mut self, machine: &mut impl Machine, fates: &[Fate]) -> Transcript {
        let mut fates = fates.iter();
        let (mut sent, mut slept) = (Vec::new(), Vec::new());
        let mut action = self.poll(machine);
        for step in 0.. {
            assert!(step < 1_000, "it never ends");
            action = match action {
                Action::Prepare { .. } => self.prepared(machine),
                Action::Send { endpoint, .. } => {
                    sent.push((self.now, endpoint));
                    self.now += s(1);
                    match fates.next().expect("a fate for each request") {
                        Fate::Reply(reply) => self.answer(machine, reply),
                        Fate::Broken => self.breaks(machine),
                        Fate::Silence => self.poll(machine),
                    }
                }
                Action::Wait { until } => {
                    assert!(
                        until.is_finite(),
                        "a request without an answer has a timeout"
                    );
                    self.wake(machine, until)
                }
                Action::Sleep { until, delay, why } => {
                    assert!(until > self.now, "a sleep into the past");
                    slept.push((delay, why));
                    self.wake(machine, until)
                }
                Action::Succeed | Action::Fail(_) => break,
            };
        }
        assert!(fates.next().is_none(), "a fate that no request met");
        Transcript {
            sent,
            slept,
            end: match action {
                Action::Fail(failure) => Err(failure),
                _ => Ok(()),
            },
            ended_at: self.now,
        }
    }
}

/// The same fate, again and again.
pub(crate) fn each(count: usize, fate: &Fate) -> Vec<Fate> {
    std::iter::repeat_n(fate.clone(), count).collect()
}

pub(crate) fn reply(status: u16) -> Fate {
    Fate::Reply(Reply::status(status))
}

/// `status` with Retry-After.
pub(crate) fn later(status: u16, seconds: &str) -> Reply {
    Reply::status(status).header("retry-after", seconds)
}
