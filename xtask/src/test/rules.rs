//! What a run must hold beside passing: no skip that is not agreed on, no case that went missing.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::counts::Counts;
use super::runtimes;
use crate::workspace::Workspace;

/// The floor that every runtime of the conformance suite must reach.
const EVERY_RUNTIME: &str = "conformance";

/// The checked-in lists.
pub struct Rules {
    /// Suite, test and platform reason of each skip that is agreed on.
    allowed: Vec<[String; 3]>,
    /// The number of cases each suite has at least.
    floors: Vec<(String, usize)>,
    /// The same for each runtime of the conformance suite that has none of its own.
    every_runtime: usize,
}

impl Rules {
    pub fn load(workspace: &Workspace) -> Result<Self> {
        let read = |name: &str| {
            let path = workspace.root.join("tests").join(name);
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            serde_json::from_str::<Value>(&text).with_context(|| format!("tests/{name}"))
        };
        let mut rules = Self::new(&read("allowed-skips.json")?, &read("case-floor.json")?)?;
        rules.allow_in_runtimes(&read("conformance/skips.json")?)?;
        Ok(rules)
    }

    /// Takes in the conformance suite's own list, which groups cases and runtimes by reason.
    fn allow_in_runtimes(&mut self, groups: &Value) -> Result<()> {
        for group in groups.as_array().context("skips.json is no list")? {
            let reason = group["reason"].as_str().unwrap_or_default().trim();
            if reason.is_empty() {
                bail!("skips.json: a group has no reason: {group}");
            }
            let names = |field: &str| {
                let list = group[field].as_array().into_iter().flatten();
                list.filter_map(Value::as_str).collect::<Vec<_>>()
            };
            for runtime in names("runtimes") {
                let suite = format!("{}{runtime}", runtimes::PREFIX);
                for case in names("cases") {
                    self.allowed
                        .push([suite.clone(), case.to_owned(), reason.to_owned()]);
                }
            }
        }
        Ok(())
    }

    fn new(skips: &Value, floors: &Value) -> Result<Self> {
        let mut allowed = Vec::new();
        for entry in skips.as_array().context("allowed-skips.json is no list")? {
            let field = |name: &str| match entry[name].as_str().map(str::trim) {
                Some(text) if !text.is_empty() => Ok(text.to_owned()),
                _ => bail!("allowed-skips.json: an entry has no {name}: {entry}"),
            };
            allowed.push([field("suite")?, field("test")?, field("reason")?]);
        }
        let mut floors = floors
            .as_object()
            .context("case-floor.json is not an object")?
            .clone();
        let every_runtime = match floors.remove(EVERY_RUNTIME) {
            Some(floor) => count(EVERY_RUNTIME, &floor)?,
            None => 0,
        };
        let floors = floors.iter().map(|(suite, floor)| {
            if !suite.starts_with(runtimes::PREFIX) {
                return Ok((suite.clone(), count(suite, floor)?));
            }
            // Never a count of its own, which could fall behind the other runtimes'.
            let more = floor.get("more").with_context(|| {
                format!("case-floor.json: {suite}: say only how many \"more\" it has")
            })?;
            Ok((suite.clone(), every_runtime + count(suite, more)?))
        });
        Ok(Self {
            allowed,
            floors: floors.collect::<Result<_>>()?,
            every_runtime,
        })
    }

    /// What is wrong with one suite's skips.
    pub fn breaches_by_skips(&self, suite: &str, counts: &Counts) -> Vec<String> {
        let agreed = |test: &String| {
            self.allowed
                .iter()
                .any(|entry| entry[0] == suite && entry[1] == *test)
        };
        let mut breaches: Vec<String> = counts
            .skips
            .iter()
            .filter(|test| !agreed(test))
            .map(|test| {
                format!(
                    "{suite}: {test} was skipped, and tests/allowed-skips.json does not name it"
                )
            })
            .collect();
        if counts.skipped > counts.skips.len() {
            let unnamed = counts.skipped - counts.skips.len();
            breaches.push(format!("{suite}: {unnamed} skipped without a name"));
        }
        breaches
    }

    /// What is wrong with one suite's number of cases.
    pub fn breach_of_floor(&self, suite: &str, counts: &Counts) -> Option<String> {
        let floor = self.floor(suite)?;
        let cases = counts.cases();
        (cases < floor).then(|| {
            format!("{suite}: {cases} cases, fewer than the {floor} of tests/case-floor.json")
        })
    }

    pub fn floor(&self, suite: &str) -> Option<usize> {
        let own = self.floors.iter().find(|entry| entry.0 == suite);
        let shared = suite.starts_with(runtimes::PREFIX);
        own.map(|entry| entry.1)
            .or_else(|| shared.then_some(self.every_runtime))
    }

    /// Floors of suites that no longer exist, which a run can't fall below.
    pub fn floors_without_suite(&self, suites: &[&str]) -> Vec<String> {
        let gone = self
            .floors
            .iter()
            .filter(|entry| !suites.contains(&entry.0.as_str()));
        gone.map(|entry| format!("{}: has a floor, and no such suite exists", entry.0))
            .collect()
    }
}

fn count(suite: &str, floor: &Value) -> Result<usize> {
    let count = floor
        .as_u64()
        .with_context(|| format!("case-floor.json: the floor of {suite} is not a count"))?;
    Ok(usize::try_from(count)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rules() -> Rules {
        let skips = json!([{ "suite": "s", "test": "t", "reason": "no display" }]);
        Rules::new(&skips, &json!({ "s": 3 })).unwrap()
    }

    fn skipped(names: &[&str], skipped: usize) -> Counts {
        let skips = names.iter().map(|name| (*name).to_owned()).collect();
        Counts {
            passed: 2,
            failed: 0,
            skipped,
            skips,
        }
    }

    #[test]
    fn a_skip_passes_only_when_its_suite_and_name_are_listed() {
        assert!(
            rules()
                .breaches_by_skips("s", &skipped(&["t"], 1))
                .is_empty()
        );
        assert_eq!(
            rules()
                .breaches_by_skips("other", &skipped(&["t"], 1))
                .len(),
            1
        );
        assert_eq!(rules().breaches_by_skips("s", &skipped(&["u"], 1)).len(), 1);
    }

    #[test]
    fn a_skip_without_a_name_is_a_breach() {
        assert_eq!(rules().breaches_by_skips("s", &skipped(&["t"], 2)).len(), 1);
    }

    #[test]
    fn fewer_cases_than_the_floor_are_a_breach() {
        assert_eq!(rules().breach_of_floor("s", &skipped(&["t"], 1)), None);
        assert!(rules().breach_of_floor("s", &skipped(&[], 0)).is_some());
        assert_eq!(rules().breach_of_floor("unlisted", &skipped(&[], 0)), None);
    }

    #[test]
    fn no_runtime_of_the_conformance_suite_may_lose_cases() {
        let skips = json!([]);
        let floors = json!({ "conformance": 3, "conformance in Deno": { "more": 1 } });
        let rules = Rules::new(&skips, &floors).unwrap();
        let breaches = |suite: &str, passed: usize| {
            let counts = Counts {
                passed,
                ..Counts::default()
            };
            rules.breach_of_floor(suite, &counts).is_some()
        };
        assert!(!breaches("conformance in Bun", 3));
        assert!(breaches("conformance in Bun", 2));
        assert!(!breaches("conformance in Deno", 4));
        assert!(breaches("conformance in Deno", 3));
        let lower = json!({ "conformance": 3, "conformance in Deno": 2 });
        assert!(Rules::new(&skips, &lower).is_err());
    }

    #[test]
    fn the_checked_in_floors_cover_every_suite() {
        let workspace = Workspace::find().unwrap();
        let rules = Rules::load(&workspace).unwrap();
        for suite in super::super::suites::all(&workspace) {
            assert!(rules.floor(suite.name) > Some(0), "{}", suite.name);
        }
    }

    #[test]
    fn a_floor_whose_suite_is_gone_is_a_breach() {
        assert!(rules().floors_without_suite(&["s", "r"]).is_empty());
        assert_eq!(rules().floors_without_suite(&["r"]).len(), 1);
    }

    #[test]
    fn a_runtime_s_skip_counts_for_its_own_suite_alone() {
        let mut rules = rules();
        let group =
            json!({ "reason": "no process", "runtimes": ["Chromium"], "cases": ["it exits"] });
        rules.allow_in_runtimes(&json!([group])).unwrap();
        let breaches = |suite: &str| {
            rules
                .breaches_by_skips(suite, &skipped(&["it exits"], 1))
                .len()
        };
        assert_eq!(breaches("conformance in Chromium"), 0);
        assert_eq!(breaches("conformance in Firefox"), 1);
        let groundless = json!([{ "reason": " ", "runtimes": ["Deno"], "cases": ["it exits"] }]);
        assert!(rules.allow_in_runtimes(&groundless).is_err());
    }

    #[test]
    fn a_skip_without_a_reason_is_refused() {
        let skips = json!([{ "suite": "s", "test": "t", "reason": " " }]);
        assert!(Rules::new(&skips, &json!({})).is_err());
    }
}
