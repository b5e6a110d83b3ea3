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
    next_ready: JobIndex,
    next_free: JobIndex,
}

#[derive(Debug, Clone)]
pub(super) enum State {
    Free,
    Active(Job),
    /// The job has ended, and its outcome is not read yet.
    Unread,
}

/// Ends a list, since no slot has this index.
const NONE: JobIndex = JobIndex::MAX;

/// All slots. Invariant: the list that begins with `free` has exactly the slots whose state is `Free`. Lists through the slots
/// themselves take less code than vectors beside them.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    /// How many are not free.
    taken: u32,
    free: JobIndex,
    ready: JobIndex,
}

impl Slots {
    pub(super) const fn new() -> Self {
        Self {
            slots: Vec::new(),
            taken: 0,
            free: NONE,
            ready: NONE,
        }
    }

    /// How many are not free.
    pub(super) const fn taken(&self) -> u32 {
        self.taken
    }

    /// Puts a job into a free slot, or into a new one.
    pub(super) fn take(&mut self, job: Job) -> JobIndex {
        if self.free == NONE {
            self.free = u32::try_from(self.slots.len()).unwrap_or(NONE);
            self.slots.push(Slot {
                state: State::Free,
                busy: false,
                wake: Instant::NEVER,
                queued: false,
                next_ready: NONE,
                next_free: NONE,
            });
        }
        let index = self.free;
        if let Some(slot) = self.slots.get_mut(index as usize) {
            self.free = slot.next_free;
            slot.state = State::Active(job);
            slot.busy = false;
            slot.wake = Instant::NEVER;
        }
        self.taken = self.taken.wrapping_add(1);
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
    pub(super) fn free(&mut self, index: JobIndex) {
        if let Some(slot) = self.slots.get_mut(index as usize)
            && matches!(slot.state, State::Unread)
        {
            slot.state = State::Free;
            slot.next_free = self.free;
            self.free = index;
            self.taken = self.taken.wrapping_sub(1);
        }
    }

    /// Something has happened to a slot.
    pub(super) fn ready(&mut self, index: JobIndex) {
        if let Some(slot) = self.slots.get_mut(index as usize)
            && !slot.queued
        {
            slot.queued = true;
            slot.next_ready = self.ready;
            self.ready = index;
        }
    }

    /// A slot that has something to do.
    pub(super) fn next_ready(&mut self) -> Option<JobIndex> {
        let index = self.ready;
        let slot = self.get(index)?;
        slot.queued = false;
        self.ready = slot.next_ready;
        Some(index)
    }

    /// Whether any slot is to be woken.
    pub(super) fn any_wakes(&self) -> bool {
        self.slots.iter().any(|slot| slot.wake < Instant::NEVER)
    }

    /// Every slot's index. The last comes first: what is made ready last is looked at first.
    pub(super) fn indices(&self) -> impl Iterator<Item = JobIndex> + use<> {
        let len = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        (0..len).rev()
    }
}
