//! What calls outside a workflow keep: measured by an allocator that counts, for each thread, what is not given back.

use std::sync::atomic::{AtomicUsize, Ordering};

use flyte::prelude::*;
use flyte_tests::memory::{Counting, live};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MIB: isize = 1 << 20;

/// How many bytes more are in use on this thread after `action`.
async fn kept(action: impl Future<Output = ()>) -> isize {
    let before = live();
    action.await;
    live() - before
}

#[task]
async fn length(text: String) -> i64 {
    text.len() as i64
}

#[task]
async fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// The calls of other tests share the limits of what is kept, and one test at a time measures.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn on_one_thread(action: impl Future<Output = ()>) {
    let _alone = alone();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(action);
}

#[test]
fn awaited_calls_keep_a_bounded_part_of_their_arguments() {
    on_one_thread(async {
        length("warm".to_owned()).await.unwrap();
        let text = "x".repeat(2 << 20);
        let kept = kept(async {
            for _ in 0..200 {
                assert_eq!(length(text.as_str()).await.unwrap(), 2 << 20);
            }
        });
        let kept = kept.await;
        assert!(kept < 70 * MIB, "{} MiB are kept of 400", kept / MIB);
    });
}

#[test]
fn what_was_awaited_last_can_be_awaited_again() {
    on_one_thread(async {
        let first = length("y".repeat(4 << 20));
        assert_eq!(first.await.unwrap(), 4 << 20);
        assert_eq!(first.await.unwrap(), 4 << 20);
        for _ in 0..40 {
            length("z".repeat(2 << 20)).await.unwrap();
        }
        let error = first.await.unwrap_err().to_string();
        assert!(
            error.contains("no longer known") && error.contains("make the call again"),
            "{error}"
        );

        let first = add(1, 2);
        assert_eq!(first.await.unwrap(), 3);
        for n in 0..1000 {
            // Awaiting one again makes room for nothing new.
            assert_eq!(first.await.unwrap(), 3);
            add(n, 1).await.unwrap();
        }
        assert_eq!(first.await.unwrap(), 3);
        for n in 0..1024 {
            add(n, 1).await.unwrap();
        }
        assert!(first.await.is_err());
    });
}

#[test]
fn a_call_that_waits_is_small() {
    on_one_thread(async {
        let _ = add(1, 2);
        const CALLS: isize = 50_000;
        let made = kept(async {
            for n in 0..CALLS as i64 {
                let _ = add(n, 1);
            }
        })
        .await;
        // Two integers as literals are arguments, too: 6 and 48 bytes each.
        assert!(made / CALLS < 400, "{} bytes each", made / CALLS);
    });
}

static MADE: AtomicUsize = AtomicUsize::new(0);

#[task]
async fn makes_calls(n: i64) -> i64 {
    for at in 0..n {
        let _ = length("w".repeat(1 << 10)).after(add(at, 1)).with(With::new().retries(1));
        MADE.fetch_add(1, Ordering::Relaxed);
    }
    n
}

#[task]
fn makes_calls_on_a_thread(n: i64) -> i64 {
    let promises: Vec<Promise<i64>> = (0..n).map(|at| add(at, 1)).collect();
    promises.len() as i64
}

#[task]
async fn calls_in_turn(n: i64) -> Result<i64> {
    let mut sum = promise(0);
    for at in 0..n {
        // The engine polls another body meanwhile, which must not take these for its own.
        tokio::task::yield_now().await;
        sum = add(sum, at);
        if at % 10 == 9 {
            sum = promise(sum.await?);
        }
    }
    sum.await
}

#[test]
fn calls_of_a_body_end_with_its_attempt() {
    on_one_thread(async {
        makes_calls(10).await.unwrap();
        let kept = kept(async {
            for _ in 0..20 {
                makes_calls(1000).await.unwrap();
            }
        });
        let kept = kept.await;
        // 20 MiB of texts were handed to calls that nobody awaits.
        assert!(kept < 2 * MIB, "{kept} bytes are kept");
        assert!(MADE.load(Ordering::Relaxed) >= 20_000);
        assert_eq!(makes_calls_on_a_thread(1000).await.unwrap(), 1000);
        let both = tokio::join!(calls_in_turn(50), calls_in_turn(50));
        assert_eq!((both.0.unwrap(), both.1.unwrap()), (1225, 1225));
    });
}

static ESCAPED: std::sync::Mutex<Option<Promise<i64>>> = std::sync::Mutex::new(None);

#[task]
async fn lets_one_escape() -> i64 {
    let escaped = add(1, 2);
    *ESCAPED.lock().unwrap() = Some(escaped);
    escaped.await.unwrap()
}

#[task]
async fn hands_one_over() -> i64 {
    // What was begun has its graph.
    let running = tokio::spawn(add(3, 4).into_future());
    running.await.unwrap().unwrap()
}

#[test]
fn a_promise_that_outlives_its_body_says_what_to_do() {
    on_one_thread(async {
        assert_eq!(lets_one_escape().await.unwrap(), 3);
        let escaped = ESCAPED.lock().unwrap().take().unwrap();
        let error = escaped.await.unwrap_err().to_string();
        assert!(error.contains("a task's body makes end with it"), "{error}");
        assert_eq!(hands_one_over().await.unwrap(), 7);
    });
}
