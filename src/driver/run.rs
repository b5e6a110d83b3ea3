//! A bulk run: carries out the machine's actions until it has to wait.

use alloc::rc::Rc;
use core::cell::Cell;

use pulse_core::{Bulk, BulkAction, BulkOptions, Instant, JobIndex, Skip};

use super::request::RequestParts;
use super::run_job::RunJob;
use super::{
    Driver, Entries, Entry, Event, SupplierResolver, TrapCell, job_path::job_path, set_timer,
};
use crate::host::{bulk as host, settle};

/// A bulk run.
pub struct Run<R> {
    /// Its slot in the host's table and in the driver's.
    pub slot: u32,
    pub(super) parts: Rc<RequestParts<R>>,
    pub(super) bulk: TrapCell<Bulk>,
    /// Its jobs that have not ended, by their indices in the machine.
    pub(super) jobs: Entries<R>,
    /// What the timer is for; NEVER while none is set.
    wake_at: Cell<Instant>,
    /// When the timer that was set last fires, which may be for a piece of that wait.
    due: Cell<Instant>,
    /// Whether `drive` is looping over its actions; that loop also handles what is reported meanwhile.
    is_driven: Cell<bool>,
    /// Whether something was reported while the last action was carried out.
    is_stirred: Cell<bool>,
    is_over: Cell<bool>,
}

impl<R: SupplierResolver> Run<R> {
    /// A run that has not begun.
    pub fn new(slot: u32, parts: Rc<RequestParts<R>>, options: BulkOptions) -> Self {
        Self {
            slot,
            parts,
            bulk: TrapCell::new(Bulk::new(options)),
            jobs: Entries::new(),
            wake_at: Cell::new(Instant::NEVER),
            due: Cell::default(),
            is_driven: Cell::new(false),
            is_stirred: Cell::new(false),
            is_over: Cell::new(false),
        }
    }

    /// The caller's signal has aborted.
    pub fn abort(&self) {
        self.on_report(Event::Abort, 0);
    }

    /// Passes on to the machine what the host has reported.
    fn on_report(&self, event: Event, index: JobIndex) {
        let mut bulk = self.bulk.borrow();
        match event {
            Event::Abort => bulk.abort(),
            Event::SourceEnded => bulk.handle_end(),
            Event::SourceThrew => bulk.handle_source_error(),
            Event::SourceClosed => bulk.handle_closed(),
            Event::OutcomeTaken => bulk.handle_taken(index),
            Event::Left => bulk.leave(),
            Event::Stop => bulk.halt(),
            _ => {}
        }
    }

    /// Passes the counts on to the host.
    pub(super) fn tally(&self) {
        let bulk = self.bulk.borrow();
        let counts = bulk.counts();
        host::tally(
            self.slot,
            counts.cancelled,
            counts.finished,
            counts.fulfilled,
            counts.failed,
            counts.skipped,
            counts.duplicates,
            bulk.in_flight(),
        );
    }
}

impl<R: SupplierResolver> Driver<R> {
    pub(super) fn on_run_event(&self, run: &Rc<Run<R>>, event: Event, index: JobIndex) {
        match event {
            Event::IdPulled => self.begin_job(run),
            Event::Timer => {
                let client = run.parts.client();
                let now = client.now(run.due.get());
                // A clock of the caller's own may have ended the run.
                if run.is_over.get() {
                    return;
                }
                run.wake_at.set(Instant::NEVER);
                client.with_shared(|shared| run.bulk.borrow().handle_timeout(now, shared));
            }
            // Its jobs under way have failed; the next one tries again to set the timer.
            Event::Broke => return run.wake_at.set(Instant::NEVER),
            _ => run.on_report(event, index),
        }
        self.drive(run);
    }

    /// The source gave an id: its job begins, unless the id came before.
    fn begin_job(&self, run: &Rc<Run<R>>) {
        let checked = job_path(run.slot, settle::data(run.slot), &run.parts.target.key);
        let index = match &checked {
            Ok((id, _)) => run.bulk.borrow().handle_id(id),
            Err(_) => run.bulk.borrow().handle_invalid(),
        };
        let Some(index) = index else { return };
        let slot = host::open_job(run.slot);
        let job = RunJob::new(run, slot, index, checked.map(|(_, path)| path));
        let entry = Some(Rc::new(Entry::RunJob(job)));
        self.put(slot, entry.clone());
        run.jobs.put(index, entry);
    }

    /// Carries out a run's actions until it has to wait.
    pub(super) fn drive(&self, run: &Rc<Run<R>>) {
        run.is_stirred.set(true);
        if run.is_driven.replace(true) {
            return;
        }
        while !run.is_over.get() && run.is_stirred.take() {
            if self.carry_out_next(run) {
                run.is_stirred.set(true);
            }
        }
        run.is_driven.set(false);
    }

    /// Carries out one action; false if there is nothing to do now.
    fn carry_out_next(&self, run: &Rc<Run<R>>) -> bool {
        let client = run.parts.client();
        let now = client.now(Instant::default());
        let action = client.with_shared(|shared| run.bulk.borrow().poll(now, shared));
        match action {
            BulkAction::Pull => host::pull(run.slot),
            BulkAction::CloseSource => host::close_source(run.slot),
            BulkAction::Idle { until } => {
                if run.wake_at.replace(until) != until {
                    set_timer(run.slot, &run.due, until, now);
                }
                return false;
            }
            BulkAction::Done => {
                self.put(run.slot, None);
                run.is_over.set(true);
                run.tally();
                let stop = run.bulk.borrow().stopped();
                let reason = stop.map(|stop| Skip::Stopped(stop).name());
                host::finish(run.slot, reason);
                return false;
            }
            BulkAction::Prepare { job, .. }
            | BulkAction::Send { job, .. }
            | BulkAction::Judge { job }
            | BulkAction::Pause { job, .. }
            | BulkAction::Cancel { job }
            | BulkAction::Settle { job, .. } => {
                if let Some(entry) = run.jobs.get(job)
                    && let Entry::RunJob(job) = &*entry
                {
                    self.carry_out(job, action, now);
                }
            }
        }
        true
    }
}
