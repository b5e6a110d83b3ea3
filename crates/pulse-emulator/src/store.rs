//! All jobs, by id and by age, under one lock that is never held while a response is sent.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use crate::job::{Ending, Job, Snapshot};
use crate::names;
use crate::random::Random;

/// The ranges from which the durations of a new job are drawn.
#[derive(Debug, Clone)]
pub struct Lifetimes {
    /// Milliseconds spent pending.
    pub pending: RangeInclusive<u64>,
    /// Milliseconds spent processing.
    pub processing: RangeInclusive<u64>,
    /// Milliseconds until a cancellation takes effect.
    pub cancel: RangeInclusive<u64>,
    /// The probability that a job fails.
    pub fail_rate: f64,
}

/// Why a job cannot be seen.
#[derive(Debug, PartialEq, Eq)]
pub enum LookupError {
    /// There is no such job.
    Unknown,
    /// It belongs to another key.
    OtherOwner,
}

struct Entry {
    age: u64,
    job: Job,
}

struct Inner {
    jobs: HashMap<Arc<str>, Entry>,
    by_age: BTreeMap<u64, Arc<str>>,
    next_age: u64,
    random: Random,
}

/// The jobs that the emulator holds.
pub struct Store {
    lifetimes: Lifetimes,
    inner: Mutex<Inner>,
}

impl Store {
    /// An empty store, whose random jobs follow from `seed`.
    #[must_use]
    pub fn new(lifetimes: Lifetimes, seed: u64) -> Self {
        let inner = Inner {
            jobs: HashMap::new(),
            by_age: BTreeMap::new(),
            next_age: 0,
            random: Random::new(seed),
        };
        Self {
            lifetimes,
            inner: Mutex::new(inner),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job with random durations, and an id for it; neither is stored.
    pub fn random_job(&self, owner: usize, now: u64) -> (String, Job) {
        let mut inner = self.lock();
        let random = &mut inner.random;
        let id = random.uuid();
        let job = Job {
            owner,
            name: None,
            created: now,
            pending: random.within(&self.lifetimes.pending),
            processing: random.within(&self.lifetimes.processing),
            cancel: random.within(&self.lifetimes.cancel),
            ending: if random.chance(self.lifetimes.fail_rate) {
                Ending::Failed
            } else {
                Ending::Completed
            },
            fixed: None,
            ignores_cancel: false,
            cancelled_at: None,
        };
        (id, job)
    }

    /// Stores a job, in place of any with the same id.
    pub fn insert(&self, id: &str, job: Job) {
        let inner = &mut *self.lock();
        let age = inner.next_age;
        inner.next_age += 1;
        let id: Arc<str> = id.into();
        if let Some(old) = inner.jobs.insert(Arc::clone(&id), Entry { age, job }) {
            inner.by_age.remove(&old.age);
        }
        inner.by_age.insert(age, id);
    }

    /// Changes a job for its owner.
    pub fn change(
        &self,
        id: &str,
        owner: usize,
        change: impl FnOnce(&mut Job),
    ) -> Result<(), LookupError> {
        let mut inner = self.lock();
        let entry = inner.jobs.get_mut(id).ok_or(LookupError::Unknown)?;
        if entry.job.owner != owner {
            return Err(LookupError::OtherOwner);
        }
        change(&mut entry.job);
        Ok(())
    }

    /// A job as `GET /job/{id}` shows it to its owner.
    pub fn view(&self, id: &str, owner: usize, now: u64) -> Result<Value, LookupError> {
        let inner = self.lock();
        let entry = inner.jobs.get(id).ok_or(LookupError::Unknown)?;
        if entry.job.owner != owner {
            return Err(LookupError::OtherOwner);
        }
        Ok(Value::Object(describe(id, &entry.job, now)))
    }

    /// How many jobs there are.
    pub fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    /// How many jobs there are, of one state if it is given, and a page of them, newest first.
    pub fn list(&self, page: &Page<'_>, now: u64) -> (usize, Vec<Value>) {
        let inner = self.lock();
        let newest = inner.by_age.values().rev();
        let mut matching = newest
            .map(|id| (id, &inner.jobs[id].job))
            .map(|(id, job)| (id, job, job.snapshot(now)))
            .filter(|(_, _, snapshot)| page.state.is_none_or(|state| snapshot.status == state));
        let total = match page.state {
            None => inner.jobs.len(),
            Some(_) => matching.clone().count(),
        };
        let mut jobs = Vec::with_capacity(page.limit.min(total));
        for (id, job, snapshot) in matching.by_ref().skip(page.offset).take(page.limit) {
            jobs.push(listed(id, job, &snapshot));
        }
        (total, jobs)
    }

    /// The jobs that differ from what `seen` holds of them, oldest first and at most `limit`; `seen` is brought up to date.
    pub fn changes(&self, seen: &mut Seen, limit: usize, now: u64) -> Vec<Value> {
        let inner = self.lock();
        let mut changed = Vec::new();
        for (age, id) in &inner.by_age {
            let job = &inner.jobs[id].job;
            let snapshot = job.snapshot(now);
            let known = seen.0.get(age);
            if known.is_some_and(|known| **known == *snapshot.status) {
                continue;
            }
            if changed.len() == limit {
                break;
            }
            seen.0.insert(*age, snapshot.status.into());
            changed.push(listed(id, job, &snapshot));
        }
        if seen.0.len() > inner.by_age.len() {
            seen.0.retain(|age, _| inner.by_age.contains_key(age));
        }
        changed
    }
}

/// Which part of the list is requested.
pub struct Page<'a> {
    /// How many jobs at most.
    pub limit: usize,
    /// How many of the newest are left out.
    pub offset: usize,
    /// The only state that is listed; `None` for all.
    pub state: Option<&'a str>,
}

/// The states that one reader of [`Store::changes`] has been told, by the jobs' ages.
#[derive(Default)]
pub struct Seen(HashMap<u64, Box<str>>);

/// A job as the emulator's own list has it: what the API says of it, and whose it is and of which document.
fn listed(id: &str, job: &Job, snapshot: &Snapshot<'_>) -> Value {
    json!({
        "job_id": id,
        "status": snapshot.status,
        "created_at": timestamp(job.created),
        "updated_at": timestamp(snapshot.since),
        "owner": job.owner,
        "name": job.name.as_deref().map_or_else(|| names::made_up(id), str::to_owned),
    })
}

/// A job as the API describes it.
pub fn describe(id: &str, job: &Job, now: u64) -> Map<String, Value> {
    let snapshot = job.snapshot(now);
    let mut view = Map::new();
    view.insert("job_id".into(), id.into());
    view.insert("status".into(), snapshot.status.into());
    view.insert("created_at".into(), timestamp(job.created).into());
    view.insert("updated_at".into(), timestamp(snapshot.since).into());
    if snapshot.status == "completed" {
        let result = json!({
            "markdown": format!("# Emulated document\n\nExtracted by job {id}.\n"),
            "page_count": 1,
        });
        view.insert("result".into(), result);
    }
    if snapshot.status == "failed" {
        let error = "The document could not be processed (drawn by the emulator)";
        view.insert("error".into(), error.into());
    }
    view
}

/// ISO 8601 with milliseconds, in UTC.
#[must_use]
pub fn timestamp(epoch_ms: u64) -> String {
    // humantime refuses times past the year 9999.
    let capped = epoch_ms.min(253_402_300_799_999);
    let moment = std::time::UNIX_EPOCH + std::time::Duration::from_millis(capped);
    humantime::format_rfc3339_millis(moment).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> Store {
        let lifetimes = Lifetimes {
            pending: 10..=20,
            processing: 100..=200,
            cancel: 0..=5,
            fail_rate: 0.5,
        };
        Store::new(lifetimes, 1)
    }

    #[test]
    fn durations_are_drawn_from_their_ranges_and_both_endings_occur() {
        let store = store();
        let jobs: Vec<_> = (0..200).map(|_| store.random_job(0, 0).1).collect();
        for job in &jobs {
            assert!((10..=20).contains(&job.pending));
            assert!((100..=200).contains(&job.processing));
            assert!((0..=5).contains(&job.cancel));
        }
        assert!(jobs.iter().any(|job| job.ending == Ending::Failed));
        assert!(jobs.iter().any(|job| job.ending == Ending::Completed));
    }

    #[test]
    fn the_newest_come_first_and_a_replaced_job_counts_once() {
        let store = store();
        for id in ["a", "b", "c", "a"] {
            let (_, job) = store.random_job(0, 0);
            store.insert(id, job);
        }
        let page = |limit, offset| Page {
            limit,
            offset,
            state: None,
        };
        let (total, jobs) = store.list(&page(10, 0), 0);
        let ids: Vec<_> = jobs.iter().map(|job| job["job_id"].as_str()).collect();
        assert_eq!((total, ids), (3, vec![Some("a"), Some("c"), Some("b")]));
        assert_eq!(store.list(&page(2, 0), 0).1[..], jobs[..2]);
        assert_eq!(store.list(&page(2, 1), 0).1[..], jobs[1..]);
        assert!(store.list(&page(2, 3), 0).1.is_empty());
    }

    #[test]
    fn a_state_is_counted_and_paged_by_itself() {
        let store = store();
        for id in ["a", "b", "c", "d"] {
            let (_, job) = store.random_job(0, 0);
            store.insert(id, job);
        }
        for id in ["b", "c"] {
            store.change(id, 0, |job| job.cancel(1)).unwrap();
        }
        let page = |offset| Page {
            limit: 1,
            offset,
            state: Some("canceled"),
        };
        let (total, first) = store.list(&page(0), 1);
        assert_eq!((total, &first[0]["job_id"]), (2, &json!("c")));
        let (total, second) = store.list(&page(1), 1);
        assert_eq!((total, &second[0]["job_id"]), (2, &json!("b")));
    }

    #[test]
    fn a_reader_is_told_of_each_change_once_and_of_no_more_than_it_asks_for() {
        let store = store();
        let mut seen = Seen::default();
        for id in ["a", "b", "c"] {
            let (_, job) = store.random_job(0, 0);
            store.insert(id, job);
        }
        let ids = |changes: Vec<Value>| -> Vec<String> {
            let id = |job: &Value| job["job_id"].as_str().unwrap().to_owned();
            changes.iter().map(id).collect()
        };
        assert_eq!(ids(store.changes(&mut seen, 2, 0)), ["a", "b"]);
        assert_eq!(ids(store.changes(&mut seen, 2, 0)), ["c"]);
        assert!(store.changes(&mut seen, 2, 0).is_empty());
        store.change("b", 0, |job| job.cancel(1)).unwrap();
        assert_eq!(ids(store.changes(&mut seen, 2, 1)), ["b"]);
        // One that replaces another of the same id is news, whatever its state.
        let (_, job) = store.random_job(0, 1);
        store.insert("a", job);
        assert_eq!(ids(store.changes(&mut seen, 2, 1)), ["a"]);
        assert_eq!(seen.0.len(), 3);
    }

    #[test]
    fn timestamps_are_iso_8601_in_utc() {
        assert_eq!(timestamp(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(timestamp(1_735_689_599_999), "2024-12-31T23:59:59.999Z");
        assert_eq!(timestamp(u64::MAX), "9999-12-31T23:59:59.999Z");
    }
}
