//! Plain web servers, which may know nothing of ranges.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use flyte_core::storage::{Location, Reason, Settings, Stores, Transfer};

use flyte_tests::place::bytes;

/// A server that answers so many requests with the whole of `body`, and tells what was asked for.
fn serve(body: Vec<u8>, requests: usize) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        for socket in listener.incoming().take(requests).map_while(Result::ok) {
            let mut lines = BufReader::new(&socket).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let found = match first.as_str() {
                asked if asked.contains("missing") => "404 Not Found",
                asked if asked.starts_with("PROPFIND") => "405 Method Not Allowed",
                _ => "200 OK",
            };
            let date = "last-modified: Thu, 01 Jan 2026 00:00:00 GMT";
            let head = format!(
                "HTTP/1.1 {found}\r\ncontent-length: {}\r\n{date}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = (&socket).write_all(head.as_bytes()).and_then(|()| (&socket).write_all(&body));
            let _ = sender.send(first);
        }
    });
    (host, asked)
}

fn stores() -> Stores {
    Stores::new(Settings::from_variables::<String, String>([]))
}

#[tokio::test]
async fn servers_without_ranges() {
    let data = bytes(9 << 20);
    let (host, asked) = serve(data.clone(), 8);
    let at = Location::parse(format!("http://{host}/some%20dir/x.csv?sig=a%2Fb")).unwrap();
    assert_eq!(at.base_name(), Some("x.csv"));
    let folder = tempfile::tempdir().unwrap();
    let moved = stores().download(&at, folder.path().join("x"), Transfer::new()).await.unwrap();
    assert_eq!(moved.size, data.len() as u64);
    assert!(std::fs::read(folder.path().join("x")).unwrap() == data);
    assert_eq!(asked.recv().unwrap(), "GET /some%20dir/x.csv?sig=a%2Fb HTTP/1.1");
    // once with a range, in vain, and once for all
    assert_eq!(asked.try_iter().count(), 1);
}

#[tokio::test]
async fn missing_pages() {
    let (host, _asked) = serve(b"no".to_vec(), 1);
    let error = stores()
        .read(&Location::parse(format!("http://{host}/missing?sig=hush")).unwrap())
        .await
        .unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::NotFound), "{error}");
    assert!(!error.to_string().contains("hush"), "a signature is never said: {error}");
    assert!(error.to_string().contains(&format!("server http://{host}")), "{error}");
}

#[tokio::test]
async fn a_directory_of_a_web_server() {
    let (host, _asked) = serve(b"no".to_vec(), 1);
    let at = Location::parse(format!("http://{host}/d")).unwrap();
    let error = stores().list(&at).unwrap().all().await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Refused), "{error}");
    assert!(error.to_string().contains("doesn't say which files it has"), "{error}");
}
