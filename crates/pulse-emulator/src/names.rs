//! Names of documents: made up for jobs that nobody submitted, and read off an address for those that somebody did.

use std::hash::{DefaultHasher, Hash, Hasher};

const KINDS: [&str; 10] = [
    "invoice",
    "report",
    "contract",
    "statement",
    "receipt",
    "minutes",
    "survey",
    "manual",
    "deed",
    "lab-results",
];
const ENDINGS: [&str; 4] = ["pdf", "docx", "png", "tiff"];

/// A name that follows from the id, so that a job keeps it.
pub fn made_up(id: &str) -> String {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    let hash = hasher.finish();
    let pick = |at: u32, names: &[&'static str]| names[(hash >> at) as usize % names.len()];
    // Most documents are of the first kind.
    let ending = if hash & 3 == 0 {
        pick(2, &ENDINGS)
    } else {
        ENDINGS[0]
    };
    format!("{}-{:04}.{ending}", pick(8, &KINDS), (hash >> 20) % 10_000)
}

/// The last segment of an address, or its host.
pub fn of_url(url: &str) -> Option<Box<str>> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let name = path.rsplit('/').find(|segment| !segment.is_empty())?;
    Some(name.chars().take(200).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_name_stays_the_same_and_differs_between_jobs() {
        assert_eq!(made_up("a"), made_up("a"));
        let names: std::collections::HashSet<_> =
            (0..100).map(|n| made_up(&n.to_string())).collect();
        assert!(names.len() > 90, "{}", names.len());
    }

    #[test]
    fn an_address_gives_its_last_segment_or_its_host() {
        let name = |url| of_url(url).unwrap();
        assert_eq!(&*name("https://example.com/a/b.pdf?x=/y#/z"), "b.pdf");
        assert_eq!(&*name("https://example.com/a/"), "a");
        assert_eq!(&*name("https://example.com"), "example.com");
    }
}
