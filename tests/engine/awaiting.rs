use flyte::prelude::*;

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[task]
async fn twice(a: i64) -> Result<i64> {
    // A run inside a run.
    add(a, a).await
}

#[task]
fn greet(name: Option<String>) -> String {
    name.unwrap_or_else(|| "nobody".into())
}

#[task]
fn nothing() {}

#[task]
fn divide(a: i64, b: i64) -> Result<i64, String> {
    a.checked_div(b).ok_or_else(|| "division by zero".to_owned())
}

#[tokio::test]
async fn on_a_runtime_of_one_thread() {
    assert_eq!(add(1, 2).await.unwrap(), 3);
    assert_eq!(twice(add(1, 2)).await.unwrap(), 6);
    assert_eq!(greet(None::<String>).await.unwrap(), "nobody");
    nothing().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_runtime_of_many_threads() {
    let all = (0..20).map(|n| tokio::spawn(async move { twice(n).await.unwrap() }));
    for (n, task) in all.enumerate() {
        assert_eq!(task.await.unwrap(), 2 * n as i64);
    }
}

#[test]
fn on_a_runtime_without_a_clock() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { assert_eq!(add(1, 2).await.unwrap(), 3) });
}

#[test]
fn without_a_runtime_it_is_an_error() {
    let mut future = std::pin::pin!(add(1, 2).into_future());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = future.as_mut().poll(&mut context) else {
        panic!("pending")
    };
    let error = result.unwrap_err().to_string();
    assert!(error.contains("no tokio runtime") && error.contains("#[tokio::main]"), "{error}");
}

#[tokio::test]
async fn an_error_names_task_and_cause() {
    let error = divide(1, 0).await.unwrap_err();
    assert_eq!(error.to_string(), "task `engine.awaiting.divide`: division by zero");
    assert_eq!(error.task(), Some("engine.awaiting.divide"));
}

#[task]
fn list_of(a: i64, b: i64) -> Vec<i64> {
    vec![a, b]
}

/// What a run of calls that wait for each other says. It ends at once.
async fn circular<T: Outputs>(promise: Promise<T>) -> String {
    let run = tokio::time::timeout(std::time::Duration::from_secs(60), promise.into_future());
    run.await.expect("it ends").map(drop).unwrap_err().to_string()
}

#[tokio::test]
async fn calls_that_wait_for_each_other_are_refused() {
    let alone = add(1, 2);
    let text = circular(alone.after(alone)).await;
    assert_eq!(text.matches("awaiting.rs:").count(), 1, "{text}");

    let first = add(1, 2);
    let second = add(first, first);
    let third = list_of(first, second);
    let text = circular(first.after(third)).await;
    assert!(text.contains("wait for each other through `.after(…)`"), "{text}");
    assert_eq!(text.matches("awaiting.rs:").count(), 2, "{text}");

    // What depends on the circle is not in it; what stands beside it runs.
    let outside = list_of(second, 3);
    assert_eq!(circular(outside).await.matches("awaiting.rs:").count(), 2);
    let beside = add(4, 5);
    assert_eq!(list_of(beside, beside).after([beside, add(beside, 1)]).await.unwrap(), [9, 9]);
}

static KEPT: std::sync::Mutex<Option<Promise<i64>>> = std::sync::Mutex::new(None);

#[workflow]
fn keeps(x: i64) -> i64 {
    let sum = add(x, 1);
    *KEPT.lock().unwrap() = Some(sum);
    sum
}

#[tokio::test]
async fn a_promise_of_a_graph_has_no_value_outside() {
    assert_eq!(keeps(1).await.unwrap(), 2);
    let kept = KEPT.lock().unwrap().take().unwrap();
    let advice = "return it from the workflow, and await a call of the workflow";
    let text = kept.await.unwrap_err().to_string();
    assert!(text.starts_with("this promise belongs") && text.ends_with(advice), "{text}");
    for call in [add(kept, 1), add(1, 2).after(kept), add(add(1, kept), 2)] {
        let text = call.await.unwrap_err().to_string();
        assert!(text.contains("awaiting.rs:") && text.ends_with(advice), "{text}");
    }
}
