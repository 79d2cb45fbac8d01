//! Several processes, and processes that are killed.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use flyte_tests::program::Program;
use flyte_tests::s3::{Fault, Rule, Server};

const LENGTH: usize = 3 << 20;

/// A server with a directory of three files, and the program that fetches them.
fn porter() -> (Server, Program) {
    let server = Server::start();
    let folder = server.bucket().join("d/deep");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["a", "deep/b", "deep/c"] {
        std::fs::write(server.bucket().join("d").join(name), content(name)).unwrap();
    }
    let program = Program::new(env!("CARGO_BIN_EXE_porter")).with(&server);
    (server, program)
}

fn content(name: &str) -> Vec<u8> {
    name.bytes().cycle().take(LENGTH).collect()
}

/// Lets nothing of a file pass but its beginning, until the server behaves.
fn hold(server: &Server, key: &str) {
    let beginning = Rule::times(1, Fault::CutAfter(100_000)).method("GET").holding(key);
    server.misbehave(beginning);
    server.misbehave(Rule::always(Fault::CutAfter(0)).method("GET").holding(key));
}

/// The files below a folder whose names hold this.
fn files(folder: &Path, mark: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, mark));
        } else if path.to_string_lossy().contains(mark) {
            found.push(path);
        }
    }
    found
}

/// Runs the program until there are files with this mark below its folder, and kills it.
fn killed(program: &Program, args: &[&str], mark: &str) {
    let mut command = program.command(args);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    for _ in 0..600 {
        if !files(program.folder(), mark).is_empty() || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it was in the middle");
    assert!(!files(program.folder(), mark).is_empty());
}

fn an_hour_ago(path: &Path) {
    let file = std::fs::File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
}

#[test]
fn a_directory_after_a_kill() {
    let (server, program) = porter();
    let args = ["fetch_into", "--folder", "s3://bucket/d", "--to", "down"];
    hold(&server, "/d/deep/c");
    killed(&program, &[&["run"], &args[..]].concat(), ".part");
    server.behave();
    assert!(!program.folder().join("down/deep/c").exists(), "half a file has no name");
    files(program.folder(), ".part").iter().for_each(|part| an_hour_ago(part));
    assert_eq!(program.outputs(&args).0["o0"], 3);
    for name in ["a", "deep/b", "deep/c"] {
        assert!(std::fs::read(program.folder().join("down").join(name)).unwrap() == content(name));
    }
    assert_eq!(files(program.folder(), ".part"), Vec::<PathBuf>::new());
}

#[test]
fn a_copy_after_a_kill() {
    let (server, program) = porter();
    let args = ["fetch", "--file", "s3://bucket/d/a"];
    hold(&server, "/d/a");
    killed(&program, &[&["run"], &args[..]].concat(), ".part");
    server.behave();
    let left = files(&program.folder().join("tmp"), ".part");
    files(&program.folder().join("tmp"), ".lock").iter().for_each(|lock| an_hour_ago(lock));
    program.outputs(&args);
    assert!(left.iter().all(|part| !part.exists()), "whoever comes later clears it away");
}

#[test]
fn several_at_once() {
    let (server, program) = porter();
    server.misbehave(Rule::always(Fault::Slow(Duration::from_millis(50))));
    let args = ["run", "fetch_into", "--folder", "s3://bucket/d", "--to", "down"];
    let running: Vec<_> = (0..3)
        .map(|_| program.command(&args).stdout(Stdio::null()).spawn().expect("the program starts"))
        .collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    for name in ["a", "deep/b", "deep/c"] {
        assert!(std::fs::read(program.folder().join("down").join(name)).unwrap() == content(name));
    }
    assert_eq!(files(program.folder(), ".part"), Vec::<PathBuf>::new());
}

/// Starts a run, calls it off when this much has come to the server, and waits for its end.
#[cfg(unix)]
fn called_off(server: &Server, program: &Program, args: &[&str], came: impl Fn() -> bool) {
    server.passed();
    let args = [&["run"], args].concat();
    let mut child =
        program.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    for _ in 0..1000 {
        if came() || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130), "{args:?}");
}

/// A task that is written as `async fn` is dropped, one that isn't is left behind: neither leaves parts in the store.
#[cfg(unix)]
#[test]
fn an_upload_that_is_called_off_leaves_nothing() {
    let (server, program) = porter();
    std::fs::write(program.folder().join("big"), vec![7; 64 << 20]).unwrap();
    server.misbehave(Rule::always(Fault::Slow(Duration::from_millis(30))).method("PUT"));
    let raw = ["--raw-output-prefix", "s3://bucket/raw"];
    for args in [["give", "--path", "big"], ["produce", "--mib", "500"]] {
        for _ in 0..3 {
            let args = [&args[..], &raw].concat();
            called_off(&server, &program, &args, || !files(server.root(), ".upload").is_empty());
            assert_eq!(files(server.root(), ".upload"), Vec::<PathBuf>::new(), "{args:?}");
            assert_eq!(files(&server.bucket(), "raw/"), Vec::<PathBuf>::new(), "{args:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_copy_that_is_called_off_leaves_nothing() {
    let (server, program) = porter();
    // as long as a file can be without taking any room
    let big = std::fs::File::create(program.folder().join("big")).unwrap();
    big.set_len(4 << 30).unwrap();
    let args = ["give", "--path", "big", "--raw-output-prefix", "raw"];
    called_off(&server, &program, &args, || !files(program.folder(), ".part").is_empty());
    assert_eq!(files(program.folder(), ".part"), Vec::<PathBuf>::new());
    hold(&server, "/d/a");
    let args = ["fetch", "--file", "s3://bucket/d/a"];
    called_off(&server, &program, &args, || !files(program.folder(), ".part").is_empty());
    assert_eq!(files(program.folder(), ".part"), Vec::<PathBuf>::new());
}

#[test]
fn an_upload_that_is_killed_makes_no_file() {
    let (server, program) = porter();
    std::fs::write(program.folder().join("big"), vec![7; 17 << 20]).unwrap();
    server.misbehave(Rule::always(Fault::Silence(Duration::from_secs(9))).holding("partNumber=2"));
    let args = ["run", "give", "--path", "big", "--raw-output-prefix", "s3://bucket/raw"];
    let mut child = program.command(&args).stdout(Stdio::null()).spawn().unwrap();
    for _ in 0..600 {
        // the first part has come
        if server.passed().received > 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    server.behave();
    assert_eq!(files(&server.bucket(), "raw/"), Vec::<PathBuf>::new());
    let (outputs, _) = program.outputs(&args[1..]);
    let key = outputs["o0"].as_str().unwrap().strip_prefix("s3://bucket/").unwrap().to_owned();
    assert_eq!(std::fs::read(server.bucket().join(key)).unwrap(), vec![7; 17 << 20]);
}
