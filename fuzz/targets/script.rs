//! Any text is read as a script of the mock: its templates compile or are told of.
#![no_main]

use libfuzzer_sys::fuzz_target;
use workbook::api::check_script;
use workbook::script::Script;

fuzz_target!(|text: &str| {
    if let Ok(script) = toml::from_str::<Script>(text) {
        let _ = check_script(&script);
    }
});
