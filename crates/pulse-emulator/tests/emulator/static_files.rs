//! `--serve`: the files of one folder, and no others.

use std::path::PathBuf;

use crate::support::{Emulator, start_with};

/// A folder for one test, removed after it.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        // A run that was killed may have left one behind.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("site/sub")).unwrap();
        for (file, text) in [
            ("secret.txt", "secret"),
            ("site/index.html", "<h1>home</h1>"),
            ("site/app.mjs", "export {}"),
            ("site/app.js", "1"),
            ("site/core.wasm", "\0asm"),
            ("site/style.css", "a{}"),
            ("site/sub/index.html", "<h1>sub</h1>"),
        ] {
            std::fs::write(folder.join(file), text).unwrap();
        }
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If that fails, the rest stays in the target folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn serving(folder: &Folder) -> Emulator {
    start_with(|config| config.serve = Some(folder.0.join("site"))).await
}

#[tokio::test]
async fn files_come_with_the_type_that_browsers_insist_on() {
    let folder = Folder::new("types");
    let emulator = serving(&folder).await;
    for (path, kind, body) in [
        ("/", "text/html", "<h1>home</h1>"),
        ("/index.html", "text/html", "<h1>home</h1>"),
        ("/app.mjs", "application/javascript", "export {}"),
        ("/app.js", "text/javascript", "1"),
        ("/core.wasm", "application/wasm", "\0asm"),
        ("/style.css", "text/css", "a{}"),
        ("/sub/", "text/html", "<h1>sub</h1>"),
    ] {
        let answer = emulator.send("GET", path, &[], b"").await;
        assert_eq!(answer.status, 200, "{path}");
        let found = answer.header("content-type").unwrap();
        assert_eq!(found.split(';').next(), Some(kind), "{path}");
        assert_eq!(answer.body, body.as_bytes(), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let folder = Folder::new("traversal");
    let emulator = serving(&folder).await;
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/sub/../../secret.txt",
        "/sub/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "//secret.txt",
    ] {
        let answer = emulator.send("GET", path, &[], b"").await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("\"secret\""));
    }
}

#[tokio::test]
async fn the_api_goes_before_the_files_and_what_is_missing_is_404() {
    let folder = Folder::new("order");
    let emulator = serving(&folder).await;
    emulator
        .ask("GET", "/job/a")
        .await
        .expect_error(404, "JOB_001");
    emulator
        .ask("GET", "/missing.js")
        .await
        .expect_error(404, "REQ_003");
    emulator
        .ask("GET", "/_emulator/x")
        .await
        .expect_error(404, "REQ_003");
    emulator
        .ask("POST", "/index.html")
        .await
        .expect_error(404, "REQ_003");
}
