//! What files may cite: only what is in the repository, so that whoever has a clone can look it up.

use crate::words::each_line;
use crate::{Source, finds, hold, repository};

// Taken apart, so that this file does not hold what it looks for.
const ELSEWHERE: [&str; 2] = [concat!("design", ".md"), concat!("../sha", "red/")];

fn citations_of_elsewhere(sources: &[Source]) -> Vec<String> {
    each_line(sources, |_, line| {
        let cited = ELSEWHERE.iter().find(|cited| line.contains(**cited))?;
        Some(format!(
            "{cited}: not in the repository; docs/contract.md has the lines to cite"
        ))
    })
}

#[test]
fn no_file_cites_a_document_that_is_not_in_the_repository() {
    hold(citations_of_elsewhere(&repository()));
}

#[test]
fn a_citation_of_a_document_elsewhere_is_caught() {
    for cited in ELSEWHERE {
        let line = format!("fine\n// as {cited} says\n");
        finds(1, &citations_of_elsewhere(&[Source::new("a.rs", &line)]));
        finds(1, &citations_of_elsewhere(&[Source::new("a.json", cited)]));
    }
    let fine = [
        Source::new(
            "a.rs",
            "// docs/contract.md#retry-after, and a design of ours\n",
        ),
        Source::new("a.mjs", "import a from \"./shared/a.mjs\";\n"),
    ];
    finds(0, &citations_of_elsewhere(&fine));
}
