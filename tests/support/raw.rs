//! A server on loopback that answers whatever a test says, byte by byte: half answers, wrong ones, none.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET /x HTTP/1.1`.
    pub line: String,
    /// The lines of its head, in lower case up to the colon.
    pub headers: Vec<(String, String)>,
    /// How many requests came before.
    pub number: usize,
}

impl Asked {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The range that is asked for.
    pub fn range(&self) -> Option<Range<usize>> {
        let (start, last) = self.header("range")?.strip_prefix("bytes=")?.split_once('-')?;
        let end = last.parse::<usize>().map_or(usize::MAX, |last| last + 1);
        Some(start.parse().ok()?..end)
    }
}

/// What is sent, and what comes then.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pieces: Vec<(Duration, Vec<u8>)>,
    hangs: bool,
}

impl Answer {
    /// Sends nothing and keeps the connection.
    pub fn never() -> Answer {
        Answer { hangs: true, ..Answer::default() }
    }

    /// Closes the connection at once.
    pub fn hangup() -> Answer {
        Answer::default()
    }

    /// A head with these lines, such as `206 Partial Content`.
    pub fn head(status: &str, lines: &[String]) -> Answer {
        let mut head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
        lines.iter().for_each(|line| head += &format!("{line}\r\n"));
        Answer::default().then(head + "\r\n")
    }

    /// A whole answer.
    pub fn whole(status: &str, kind: &str, body: &str) -> Answer {
        let lines = [format!("content-length: {}", body.len()), format!("content-type: {kind}")];
        Answer::head(status, &lines).then(body)
    }

    /// Then these bytes.
    #[must_use]
    pub fn then(mut self, bytes: impl Into<Vec<u8>>) -> Answer {
        self.pieces.push((Duration::ZERO, bytes.into()));
        self
    }

    /// Then these bytes, after a while.
    #[must_use]
    pub fn after(mut self, pause: Duration, bytes: impl Into<Vec<u8>>) -> Answer {
        self.pieces.push((pause, bytes.into()));
        self
    }

    /// Then nothing, but the connection stays.
    #[must_use]
    pub fn hangs(mut self) -> Answer {
        self.hangs = true;
        self
    }

    fn send(&self, socket: &mut TcpStream, over: &AtomicBool) -> std::io::Result<()> {
        for (pause, bytes) in &self.pieces {
            std::thread::sleep(*pause);
            socket.write_all(bytes)?;
        }
        if self.hangs {
            // until the client has had enough, or the test
            socket.set_read_timeout(Some(Duration::from_millis(50)))?;
            while !over.load(Ordering::SeqCst) {
                match socket.read(&mut [0; 512]) {
                    Ok(0) => break,
                    Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
                    _ => {}
                }
            }
        }
        socket.shutdown(Shutdown::Both)
    }
}

/// A running server. It ends when this is dropped.
pub struct RawServer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    over: Arc<AtomicBool>,
}

impl RawServer {
    /// Starts a server that answers each request, one a connection, by this function.
    pub fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> RawServer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("an address");
        let (asked, over) = (Arc::<Mutex<Vec<Asked>>>::default(), Arc::<AtomicBool>::default());
        let (heard, ended, answer) = (asked.clone(), over.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let (heard, ended, answer) = (heard.clone(), ended.clone(), answer.clone());
                std::thread::spawn(move || {
                    let mut socket = socket;
                    let Some(mut request) = read(&socket) else { return };
                    let request = {
                        let mut heard = heard.lock().expect("requests");
                        request.number = heard.len();
                        heard.push(request.clone());
                        request
                    };
                    let _ = answer(&request).send(&mut socket, &ended);
                });
            }
        });
        RawServer { address, asked, over }
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has been asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("requests").clone()
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // wakes the thread that waits for connections
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
    }
}

/// Reads a request with its body.
fn read(socket: &TcpStream) -> Option<Asked> {
    socket.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let mut reader = BufReader::new(socket);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: Vec<_> = lines.iter().skip(1).filter_map(|line| line.split_once(':')).collect();
    let headers = headers.iter().map(|(name, value)| (name.to_lowercase(), value.trim().into()));
    let asked = Asked { line: lines.first()?.clone(), headers: headers.collect(), number: 0 };
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    std::io::copy(&mut reader.take(length), &mut std::io::sink()).ok()?;
    Some(asked)
}
