//! What only Unix has, with what stands for it elsewhere: the steps that need it are Debian's alone, but xtask builds everywhere.

#[cfg(unix)]
pub use std::os::unix::fs::symlink;
#[cfg(not(unix))]
use std::{io, path::Path};

/// There is nothing to link on other systems: what would be comes by apt.
#[cfg(not(unix))]
pub fn symlink<P: AsRef<Path>, Q: AsRef<Path>>(_original: P, _link: Q) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether this process is root's.
#[cfg(unix)]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

/// No other system has a root that apt-get asks for.
#[cfg(not(unix))]
pub fn is_root() -> bool {
    false
}
