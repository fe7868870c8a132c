//! Builds anew when a file is added to what the binary embeds.

fn main() {
    println!("cargo::rerun-if-changed=lessons");
    println!("cargo::rerun-if-changed=solutions");
    println!("cargo::rerun-if-changed=workbook.toml");
    println!("cargo::rerun-if-changed=prices.toml");
}
