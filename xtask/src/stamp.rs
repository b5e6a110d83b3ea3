//! Fingerprints of files, so that a step is skipped only when nothing it reads has changed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A fingerprint of files and folders (names and contents) and of words that matter beside them.
pub fn fingerprint(base: &Path, paths: &[&str], words: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(&base.join(path), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    let mut add = |bytes: &[u8]| {
        // The length goes first, so that no two lists of parts read the same.
        hasher.write_u64(bytes.len() as u64);
        hasher.write(bytes);
    };
    for word in words {
        add(word.as_bytes());
    }
    for file in files {
        add(file
            .strip_prefix(base)
            .unwrap_or(&file)
            .as_os_str()
            .as_encoded_bytes());
        add(&fs::read(&file).with_context(|| file.display().to_string())?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
            let entry = entry?;
            if entry.file_name() != "node_modules" && entry.file_name() != "target" {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_changes_with_a_name_a_content_and_a_word_and_with_nothing_else() {
        let base = std::env::temp_dir().join(format!("pulse-stamp-{}", std::process::id()));
        fs::create_dir_all(base.join("in")).unwrap();
        fs::write(base.join("in/a"), "1").unwrap();
        let print = |word: &str| fingerprint(&base, &["in", "absent"], &[word]).unwrap();
        let first = print("w");
        assert_eq!(first, print("w"));
        assert_ne!(first, print("v"));
        fs::write(base.join("in/a"), "2").unwrap();
        let second = print("w");
        assert_ne!(first, second);
        fs::rename(base.join("in/a"), base.join("in/b")).unwrap();
        assert_ne!(second, print("w"));
        fs::remove_dir_all(&base).unwrap();
    }
}
