//! The slots that jobs under way are kept in, by their indices, and which of them have something to do.

use alloc::vec::Vec;

use super::{JobIndex, job::Job};
use crate::Instant;

/// One job, and what the run keeps beside its machine.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub state: State,
    /// Whether the driver carries something out for it that can be cancelled.
    pub busy: bool,
    /// When its job next wants to be woken.
    pub wake: Instant,
    queued: bool,
}

#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a slot is nearly always active, and a box would cost an allocation a job"
)]
pub(super) enum State {
    Free,
    Active(Job),
    /// The job has ended, and its outcome is not read yet.
    Unread,
}

/// All slots. Invariant: `free` names exactly the slots whose state is `Free`.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    free: Vec<JobIndex>,
    ready: Vec<JobIndex>,
}

impl Slots {
    /// How many are not free.
    pub(super) fn taken(&self) -> usize {
        self.slots.len().saturating_sub(self.free.len())
    }

    /// Puts a job into a free slot, or into a new one.
    pub(super) fn take(&mut self, job: Job) -> JobIndex {
        let slot = Slot {
            state: State::Active(job),
            busy: false,
            wake: Instant::NEVER,
            queued: false,
        };
        let index = match self.free.pop() {
            Some(index) => {
                if let Some(free) = self.get(index) {
                    *free = slot;
                }
                index
            }
            None => {
                let index = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
                self.slots.push(slot);
                index
            }
        };
        self.ready(index);
        index
    }

    pub(super) fn get(&mut self, index: JobIndex) -> Option<&mut Slot> {
        self.slots.get_mut(index as usize)
    }

    /// The job of an active slot.
    pub(super) fn job(&mut self, index: JobIndex) -> Option<&mut Job> {
        match &mut self.get(index)?.state {
            State::Active(job) => Some(job),
            State::Free | State::Unread => None,
        }
    }

    /// Frees a slot whose outcome was read.
    pub(super) fn free(&mut self, index: JobIndex) -> bool {
        match self.get(index) {
            Some(slot) if matches!(slot.state, State::Unread) => {
                slot.state = State::Free;
                self.free.push(index);
                true
            }
            _ => false,
        }
    }

    /// Something has happened to a slot.
    pub(super) fn ready(&mut self, index: JobIndex) {
        if let Some(slot) = self.get(index)
            && !slot.queued
        {
            slot.queued = true;
            self.ready.push(index);
        }
    }

    /// A slot that has something to do.
    pub(super) fn next_ready(&mut self) -> Option<JobIndex> {
        let index = self.ready.pop()?;
        if let Some(slot) = self.get(index) {
            slot.queued = false;
        }
        Some(index)
    }

    /// Every slot's index. The last comes first: what is made ready last is looked at first.
    pub(super) fn indices(&self) -> impl Iterator<Item = JobIndex> + use<> {
        let len = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        (0..len).rev()
    }
}
