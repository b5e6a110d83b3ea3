//! The numbered places of jobs under way, and which of them have something to do.

use crate::Instant;
use alloc::vec::Vec;

use super::job::Job;

/// One place.
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

/// All places. Invariant: `free` names exactly the slots whose state is `Free`.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    free: Vec<u32>,
    ready: Vec<u32>,
}

impl Slots {
    /// How many are not free.
    pub(super) fn taken(&self) -> usize {
        self.slots.len().saturating_sub(self.free.len())
    }

    /// Puts a job into a free slot, or into a new one.
    pub(super) fn take(&mut self, job: Job) -> u32 {
        let slot = Slot {
            state: State::Active(job),
            busy: false,
            wake: Instant::NEVER,
            queued: false,
        };
        let number = match self.free.pop() {
            Some(number) => {
                if let Some(place) = self.get(number) {
                    *place = slot;
                }
                number
            }
            None => {
                let number = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
                self.slots.push(slot);
                number
            }
        };
        self.ready(number);
        number
    }

    pub(super) fn get(&mut self, number: u32) -> Option<&mut Slot> {
        self.slots.get_mut(number as usize)
    }

    /// The job of an active slot.
    pub(super) fn job(&mut self, number: u32) -> Option<&mut Job> {
        match &mut self.get(number)?.state {
            State::Active(job) => Some(job),
            State::Free | State::Unread => None,
        }
    }

    /// Frees a slot whose outcome was read.
    pub(super) fn free(&mut self, number: u32) -> bool {
        match self.get(number) {
            Some(slot) if matches!(slot.state, State::Unread) => {
                slot.state = State::Free;
                self.free.push(number);
                true
            }
            _ => false,
        }
    }

    /// Something has happened to a slot.
    pub(super) fn ready(&mut self, number: u32) {
        if let Some(slot) = self.get(number)
            && !slot.queued
        {
            slot.queued = true;
            self.ready.push(number);
        }
    }

    /// A slot that has something to do.
    pub(super) fn next_ready(&mut self) -> Option<u32> {
        let number = self.ready.pop()?;
        if let Some(slot) = self.get(number) {
            slot.queued = false;
        }
        Some(number)
    }

    /// Every slot's number. The last comes first: what is made ready last is looked at first.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        let len = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        (0..len).rev()
    }
}
