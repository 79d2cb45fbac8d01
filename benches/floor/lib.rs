//! The floors: the best hand-written program for each benchmark.
