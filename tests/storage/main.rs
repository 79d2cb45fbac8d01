//! Stores: one suite for local files, memory and S3; then names, settings, faults of the network and of the disk.

mod answers;
mod azure;
mod behaviour;
mod disk;
mod endings;
mod faults;
mod google;
mod listing;
mod names;
mod settings;
mod tls;
mod transfers;
mod web;
