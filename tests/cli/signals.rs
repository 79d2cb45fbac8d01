//! Calling a run off.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::app::{App, last_json};

/// Starts a run and waits until one of its nodes has begun.
fn begun(app: &App, args: &[&str]) -> Child {
    begun_as(app.command(args))
}

fn begun_as(mut command: Command) -> Child {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("started") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "no node began");
    }
    // What is still said must have somewhere to go.
    std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status();
    assert!(sent.unwrap().success());
}

/// The exit code and what was printed. Its tasks go on for ever: whatever ends, was ended. On a machine without other work
/// that takes some milliseconds.
fn ended(mut child: Child) -> (Option<i32>, String) {
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > Duration::from_secs(10) {
            child.kill().unwrap();
            panic!("it didn't end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let mut stdout = String::new();
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    (status.code(), stdout)
}

#[test]
fn signals_end_a_run_whatever_its_tasks_do() {
    for (name, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        for task in ["waiting", "wait_async", "wait_sync", "hogs"] {
            let app = App::pipeline();
            let child = begun(&app, &["run", task]);
            signal(&child, name);
            assert_eq!(ended(child), (Some(code), String::new()), "{task} {name}");
        }
    }
}

#[test]
fn the_run_folder_says_that_it_was_called_off() {
    for (name, code) in [("INT", 130), ("HUP", 129)] {
        the_run_folder_says_so(name, code);
    }
}

/// Under `nohup` a run goes on without its terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_hangup_that_is_ignored_stays_ignored() {
    let app = App::pipeline();
    let command = app.command(&["run", "waiting"]);
    let mut nohup = Command::new("sh");
    nohup.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(command.get_program());
    nohup.args(command.get_args()).current_dir(app.folder());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => nohup.env(name, value),
            None => nohup.env_remove(name),
        };
    }
    let child = begun_as(nohup);
    signal(&child, "HUP");
    std::thread::sleep(Duration::from_millis(300));
    signal(&child, "TERM");
    assert_eq!(ended(child).0, Some(143));
}

fn the_run_folder_says_so(name: &str, expected: i32) {
    let app = App::pipeline();
    let child = begun(&app, &["run", "waiting", "--run-dir", "runs", "--output", "json"]);
    signal(&child, name);
    let (code, stdout) = ended(child);
    assert_eq!(code, Some(expected));
    assert_eq!(last_json(&stdout)["error"]["kind"], "aborted");
    let mut runs = std::fs::read_dir(app.folder().join("runs")).unwrap();
    let run = runs.next().unwrap().unwrap().path();
    let about = std::fs::read_to_string(run.join("run.json")).unwrap();
    assert!(about.contains("aborted"), "{about}");
}

#[test]
fn a_second_signal_ends_at_once() {
    let app = App::pipeline();
    let child = begun(&app, &["run", "hogs"]);
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(50));
    signal(&child, "TERM");
    let (code, _) = ended(child);
    assert!(matches!(code, Some(130 | 143)), "{code:?}");
}

#[test]
fn a_timeout_ends_a_run_though_its_tasks_hold_every_thread() {
    let app = App::at(env!("CARGO_BIN_EXE_hogs"));
    let began = Instant::now();
    let said = app.run(&["run", "hogs", "--seconds", "1000"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("2 attempts failed, the last: timed out after 1s"), "{said:?}");
    assert!(said.stderr.contains("task `hogs.hog` has held a thread of the runtime"), "{said:?}");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(60), "it took {took:?}");
}
