//! The local engine, seen from outside.

/// Cancelled and dropped at any time, with every kind of node.
mod anywhere;
/// `.await`, on every kind of runtime and on none.
mod awaiting;
/// Tasks that block, and how many run at once.
mod blocking;
/// The cache: what counts for a key, two processes at once, what is torn or foreign.
mod cache;
/// Calling a run off.
mod cancel;
/// Conditions follow the platform's rules.
mod conditions;
/// A chain and a fan-out of 100 000 nodes, deep nesting.
mod deep;
/// Calls carried out by something else, and what it gives is looked at.
mod executor;
/// What happens when a node fails: at once, or when all else is done.
mod failures;
/// Maps: order, limits, success ratios, messages.
mod maps;
/// Order and parallelism.
mod order;
/// Attempts: retries, timeouts, panics.
mod retries;
/// The folder that a run leaves.
mod run_folder;
/// What a run leaves is the same in every process.
mod same_bytes;
/// One computes, others wait: `serialize`.
mod serialize;
/// Code of the user's that panics where it is least expected.
mod unguarded;
/// Tasks, maps, arms and workflows that give nothing.
mod without_outputs;

/// Collects what a run tells.
mod witness;
