//! What a run keeps besides responses and conversations.
//!
//! Owns: the shelves and their bounds. Must not know: what the things on them mean.

use crate::api::openai::batches::Batch;
use crate::api::openai::files::File;
use crate::api::openai::stored_chats::StoredChat;
use crate::api::openai::uploads::Upload;
use crate::api::shelf::Shelf;

/// Bytes of files and of uploads, each.
const FILE_BYTES: usize = 256 * 1024 * 1024;
/// Bytes of anything else.
const BYTES: usize = 32 * 1024 * 1024;

/// The shelves of a run.
#[derive(Debug)]
pub struct Shelves {
    /// Files.
    pub files: Shelf<File>,
    /// Files that come in parts.
    pub uploads: Shelf<Upload>,
    /// Batches.
    pub batches: Shelf<Batch>,
    /// Chat completions made with `store`.
    pub chats: Shelf<StoredChat>,
    /// Texts that were spoken, under the hash of their sound.
    pub spoken: Shelf<String>,
}

impl Default for Shelves {
    fn default() -> Self {
        Self {
            files: Shelf::new(FILE_BYTES),
            uploads: Shelf::new(FILE_BYTES),
            batches: Shelf::new(BYTES),
            chats: Shelf::new(BYTES),
            spoken: Shelf::new(BYTES),
        }
    }
}
