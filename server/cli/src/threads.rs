//! The threads that read and analyse: as many as cores (or `RAYON_NUM_THREADS`), each with the stack analysis needs.

use std::sync::Once;

/// Makes the pool of threads ready; cheap when it is.
pub(crate) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Refused only if the pool exists already, which is as good.
        let _ = rayon::ThreadPoolBuilder::new()
            .stack_size(crate::STACK_BYTES)
            .build_global();
    });
}
