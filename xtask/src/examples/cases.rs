//! The API page's examples and what each must print, with the variations that see 401, 403 and 404.

/// What the output must be.
pub enum Expected {
    /// These lines.
    Lines(&'static [&'static str]),
    /// These lines, then the JSON of a confirmation for this job.
    LinesThenJson(&'static [&'static str], &'static str),
}

/// One run of one example.
pub struct Case {
    pub file: &'static str,
    pub what: &'static str,
    /// Replaced in the example's text, and shown to the reader.
    pub variation: Option<(&'static str, &'static str)>,
    pub expected: Expected,
}

/// The keys the emulator knows; the first owns the jobs.
pub const KEYS: [&str; 2] = ["YOUR_API_KEY", "other-key"];

/// The jobs that the examples name.
pub const JOBS: [&str; 5] = [
    "abc123-def456-ghi789",
    "your-job-id",
    "job-111-aaa",
    "job-222-bbb",
    "job-333-ccc",
];

const JOB: &str = "abc123-def456-ghi789";
const WRONG_KEY: (&str, &str) = ("YOUR_API_KEY", "no-such-key");
const OTHER_KEY: (&str, &str) = ("YOUR_API_KEY", "other-key");
const NO_JOB: (&str, &str) = ("abc123-def456-ghi789", "no-such-job");
const UNAUTHORIZED: Expected = Expected::Lines(&["✗ Invalid or missing API key"]);
const FORBIDDEN: Expected =
    Expected::Lines(&["✗ You don't have access to job abc123-def456-ghi789"]);
const NOT_FOUND: Expected = Expected::Lines(&["✗ Job no-such-job not found"]);
const SEVERAL: Expected = Expected::Lines(&[
    "✓ Cancelled: job-111-aaa",
    "✓ Cancelled: job-222-bbb",
    "✓ Cancelled: job-333-ccc",
]);

const fn case(file: &'static str, what: &'static str, expected: Expected) -> Case {
    Case {
        file,
        what,
        variation: None,
        expected,
    }
}

const fn varied(
    file: &'static str,
    what: &'static str,
    variation: (&'static str, &'static str),
    expected: Expected,
) -> Case {
    Case {
        file,
        what,
        variation: Some(variation),
        expected,
    }
}

/// The examples for the TypeScript SDK.
pub const TYPESCRIPT: [Case; 7] = [
    case(
        "cancel-job.ts",
        "cancel one job",
        Expected::Lines(&[
            "Job abc123-def456-ghi789 cancelled successfully",
            "Message: Job cancelled successfully",
        ]),
    ),
    case(
        "cancel-job-safely.ts",
        "cancel with error handling",
        Expected::Lines(&["✓ Job abc123-def456-ghi789 cancelled successfully"]),
    ),
    varied(
        "cancel-job-safely.ts",
        "a wrong key: 401",
        WRONG_KEY,
        UNAUTHORIZED,
    ),
    varied(
        "cancel-job-safely.ts",
        "another owner's job: 403",
        OTHER_KEY,
        FORBIDDEN,
    ),
    varied(
        "cancel-job-safely.ts",
        "an unknown job: 404",
        NO_JOB,
        NOT_FOUND,
    ),
    case("cancel-jobs.ts", "cancel several jobs", SEVERAL),
    case(
        "code-sample.ts",
        "the sample beside the endpoint",
        Expected::Lines(&["{ job_id: 'your-job-id', message: 'Job cancelled successfully' }"]),
    ),
];

/// The examples for curl.
pub const CURL: [Case; 7] = [
    case(
        "cancel-job.sh",
        "cancel one job",
        Expected::LinesThenJson(&[], JOB),
    ),
    case(
        "cancel-job-safely.sh",
        "cancel with error handling",
        Expected::LinesThenJson(&["✓ Job abc123-def456-ghi789 cancelled successfully"], JOB),
    ),
    varied(
        "cancel-job-safely.sh",
        "a wrong key: 401",
        WRONG_KEY,
        UNAUTHORIZED,
    ),
    varied(
        "cancel-job-safely.sh",
        "another owner's job: 403",
        OTHER_KEY,
        FORBIDDEN,
    ),
    varied(
        "cancel-job-safely.sh",
        "an unknown job: 404",
        NO_JOB,
        NOT_FOUND,
    ),
    case("cancel-jobs.sh", "cancel several jobs", SEVERAL),
    case(
        "code-sample.sh",
        "the sample beside the endpoint",
        Expected::LinesThenJson(&[], "your-job-id"),
    ),
];

impl Expected {
    /// Ok when the output is what the page says, else what was expected instead.
    pub fn check(&self, output: &str) -> Result<(), String> {
        let (lines, job) = match self {
            Self::Lines(lines) => (*lines, None),
            Self::LinesThenJson(lines, job) => (*lines, Some(*job)),
        };
        let mut printed = output.lines();
        let same = lines.iter().all(|line| printed.next() == Some(line));
        let rest = printed.collect::<Vec<_>>().join("\n");
        let rest_is_right = match job {
            None => rest.is_empty(),
            Some(job) => serde_json::from_str::<serde_json::Value>(&rest).is_ok_and(|value| {
                value == serde_json::json!({"job_id": job, "message": "Job cancelled successfully"})
            }),
        };
        if same && rest_is_right {
            return Ok(());
        }
        let json = job
            .map(|job| format!("\n(JSON that confirms {job})"))
            .unwrap_or_default();
        Err(format!("{}{json}", lines.join("\n")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_must_be_the_lines_and_nothing_else() {
        let expected = Expected::Lines(&["a", "b"]);
        assert!(expected.check("a\nb\n").is_ok());
        for wrong in ["", "a\n", "a\nb\nc\n", "b\na\n", "a\nbb\n"] {
            assert!(expected.check(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_confirmation_may_be_laid_out_as_the_tool_likes_but_must_be_for_the_job() {
        let expected = Expected::LinesThenJson(&["done"], "j");
        let json =
            "done\n{\n  \"message\": \"Job cancelled successfully\",\n  \"job_id\": \"j\"\n}";
        assert!(expected.check(json).is_ok());
        assert!(expected.check(&json.replace("\"j\"", "\"k\"")).is_err());
        assert!(expected.check("done\n").is_err());
    }
}
