//! Trivial tasks on bare tokio: each spawned and joined, and nothing else.

use std::hint::black_box;

use tokio::task::JoinHandle;

/// What each of the tasks does.
pub async fn next(value: i64) -> i64 {
    black_box(value) + 1
}

/// `length` tasks, each with what the one before gave.
pub async fn chain(length: i64) -> i64 {
    let mut value = 0;
    for _ in 0..length {
        value = tokio::spawn(next(value)).await.unwrap_or_default();
    }
    value
}

/// `width` tasks that don't wait for each other.
pub async fn fan_out(width: i64) -> Vec<i64> {
    let mut handles: Vec<JoinHandle<i64>> = Vec::with_capacity(width as usize);
    for value in 0..width {
        handles.push(tokio::spawn(next(value)));
    }
    let mut values = Vec::with_capacity(handles.len());
    for handle in handles {
        values.push(handle.await.unwrap_or_default());
    }
    values
}
