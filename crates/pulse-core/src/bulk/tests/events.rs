//! What may happen to a simulated run: its source, its requests, its caller and its clock report to it.

use std::{format, string::String};

use super::super::*;
use super::simulation::{Doing, DriverJob, Simulation};
use crate::{
    Instant,
    harness::ms,
    retry_after,
    testing::{AnswerTo, Reply},
};

impl Simulation {
    /// The source answers a pull.
    pub(super) fn give(&mut self) {
        assert!(core::mem::take(&mut self.pulling), "nobody asked");
        let next = self.source.get(self.pulled).copied();
        // What a closed source still gives came too late.
        self.pulled += usize::from(next.is_some() && !self.closed);
        let (index, id) = match next {
            None => return self.bulk.handle_end(),
            Some(None) => (self.bulk.handle_invalid(), None),
            Some(Some(id)) => (self.bulk.handle_id(&name(id)), Some(id)),
        };
        let Some(index) = index else { return };
        assert!(!self.closed, "too late");
        if self.jobs.len() <= index as usize {
            self.jobs.resize(index as usize + 1, None);
        }
        assert_eq!(
            self.jobs[index as usize], None,
            "an index in use is given out"
        );
        self.jobs[index as usize] = Some(DriverJob {
            id,
            doing: Doing::Nothing,
            pause: None,
            attempts: 0,
            touched: false,
            lost: false,
        });
        let used = self.jobs.iter().flatten().count();
        assert!(used <= self.concurrency, "{used} at once");
    }

    /// The source throws instead of answering a pull.
    #[track_caller]
    pub(super) fn throw(&mut self) {
        assert!(core::mem::take(&mut self.pulling), "nobody asked");
        self.bulk.handle_source_error();
        self.go();
    }

    /// The index of the job of `id`, for which this is done.
    #[track_caller]
    fn index_of(&self, id: u32, wanted: fn(Doing) -> bool) -> JobIndex {
        let found = self
            .jobs
            .iter()
            .position(|job| job.is_some_and(|job| job.id == Some(id) && wanted(job.doing)));
        u32::try_from(found.expect("it is under way")).unwrap()
    }

    /// The job whose request is in flight, and the reply as the answer to that.
    #[track_caller]
    fn answer_to<'a>(&self, id: u32, reply: &'a Reply) -> (JobIndex, AnswerTo<'a>) {
        let index = self.index_of(id, |doing| matches!(doing, Doing::Sending(_)));
        match self.doing(index) {
            Doing::Sending(endpoint) => (index, reply.to(endpoint)),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    pub(super) fn answer(&mut self, id: u32, reply: &Reply) {
        let (index, answer) = self.answer_to(id, reply);
        self.end(index);
        // A 500 is the job's own answer, after which its state may be asked for.
        self.job(index).lost = !matches!(reply.status, 200 | 500);
        self.bulk
            .handle_response(index, self.now, &answer, &mut self.shared);
        if reply.status == 429 {
            let asked = retry_after::requested_delay(&answer).unwrap_or(ms(900));
            self.gate = self.gate.max(self.now + asked);
        }
        self.go();
    }

    #[track_caller]
    pub(super) fn breaks(&mut self, id: u32) {
        let index = self.index_of(id, |doing| matches!(doing, Doing::Sending(_)));
        self.end(index);
        self.job(index).lost = true;
        self.bulk.handle_failure(index, self.now, &mut self.shared);
        self.go();
    }

    #[track_caller]
    pub(super) fn judge(&mut self, id: u32, keep: bool) {
        let index = self.index_of(id, |doing| doing == Doing::Judging);
        self.end(index);
        self.bulk.handle_verdict(index, keep);
        self.go();
    }

    #[track_caller]
    pub(super) fn prepared(&mut self, id: u32) {
        self.prepared_with(id, false);
    }

    /// The suppliers have answered; with another key than before, or the same.
    #[track_caller]
    pub(super) fn prepared_with(&mut self, id: u32, anew: bool) {
        let index = self.index_of(id, |doing| matches!(doing, Doing::Preparing { .. }));
        self.end(index);
        self.job(index).lost &= !anew;
        self.bulk.handle_prepared(index, anew);
        self.go();
    }

    /// The source was closed.
    #[track_caller]
    pub(super) fn returned(&mut self) {
        assert!(core::mem::take(&mut self.returning), "nobody closed it");
        self.bulk.handle_closed();
        self.go();
    }

    #[track_caller]
    pub(super) fn refuse(&mut self, id: u32) {
        let index = self.index_of(id, |doing| {
            matches!(doing, Doing::Preparing { .. } | Doing::Judging)
        });
        self.end(index);
        self.bulk.refuse(index);
        self.go();
    }

    /// An outcome is read; the caller goes on.
    pub(super) fn read(&mut self, index: JobIndex) {
        self.unread.retain(|unread| *unread != index);
        self.jobs[index as usize] = None;
        self.bulk.handle_taken(index);
    }

    /// The clock shows `now`, and a timer fires.
    #[track_caller]
    pub(super) fn wake(&mut self, now: Instant) {
        self.now = now;
        self.bulk.handle_timeout(now, &mut self.shared);
        self.go();
        let spins = !self.done && self.until.is_some_and(|until| until <= now);
        assert!(!spins, "a timer that fires at once, for ever");
    }

    #[track_caller]
    pub(super) fn abort(&mut self) {
        self.bulk.abort();
        self.go();
    }

    pub(super) fn halt(&mut self) {
        self.bulk.halt();
        self.go();
    }

    /// The iterator is left early: nothing is read any more.
    #[track_caller]
    pub(super) fn leave(&mut self) {
        self.left = true;
        self.bulk.leave();
        for index in core::mem::take(&mut self.unread) {
            self.jobs[index as usize] = None;
        }
        self.go();
    }
}

fn name(id: u32) -> String {
    format!("job-{id}")
}
