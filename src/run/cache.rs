//! Where prepared environments are kept.
//!
//! Owns: the choice of the folder. Must not know: what is put into it.

use std::path::PathBuf;

/// The folder that all courses and all runs share for prepared environments.
///
/// `WORKBOOK_CACHE`, else `XDG_CACHE_HOME/workbook`, else the platform's own place:
/// `~/Library/Caches/workbook` on macOS, `%LOCALAPPDATA%\workbook` on Windows,
/// `~/.cache/workbook` elsewhere. Without a home folder, a folder of the user's own
/// in the system's temporary folder.
#[must_use]
pub fn cache_dir() -> PathBuf {
    choose(|name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
}

fn choose(var: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
    if let Some(dir) = var("WORKBOOK_CACHE") {
        return std::path::absolute(&dir).unwrap_or(dir);
    }
    // The XDG rules say that a relative path is to be ignored.
    if let Some(dir) = var("XDG_CACHE_HOME").filter(|dir| dir.is_absolute()) {
        return dir.join("workbook");
    }
    if cfg!(windows) {
        if let Some(dir) = var("LOCALAPPDATA") {
            return dir.join("workbook");
        }
    } else if let Some(home) = var("HOME").filter(|dir| dir.is_absolute()) {
        let caches = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        return home.join(caches).join("workbook");
    }
    std::env::temp_dir().join(format!("workbook-{}", user()))
}

/// Tells users of one machine apart in a shared temporary folder.
fn user() -> String {
    #[cfg(unix)]
    return rustix::process::getuid().as_raw().to_string();
    #[cfg(not(unix))]
    return std::env::var("USERNAME").unwrap_or_else(|_| "cache".to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(vars: &[(&str, &str)]) -> PathBuf {
        choose(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, value)| PathBuf::from(value)))
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_first_that_is_set_wins() {
        let home = ("HOME", "/home/ada");
        let xdg = ("XDG_CACHE_HOME", "/xdg");
        assert_eq!(chosen(&[("WORKBOOK_CACHE", "/w"), xdg, home]), PathBuf::from("/w"));
        assert_eq!(chosen(&[xdg, home]), PathBuf::from("/xdg/workbook"));
        assert_eq!(chosen(&[home]), PathBuf::from("/home/ada/.cache/workbook"));
        assert_eq!(chosen(&[("XDG_CACHE_HOME", "rel"), home]), PathBuf::from("/home/ada/.cache/workbook"));
    }

    #[test]
    fn without_a_home_it_is_a_temporary_folder() {
        assert!(chosen(&[]).starts_with(std::env::temp_dir()));
    }
}
