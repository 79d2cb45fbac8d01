//! What Flyte's client of Google's storage needs beyond what fake-gcs-server does by itself: that one reads, lists and
//! deletes by Google's XML interface, but writes only by the JSON one. Writes are turned into those on the way. So uploads
//! in parts are kept here and not there; `s3::google` is the server of those.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The bucket that is there from the beginning.
const BUCKET: &str = "/bucket/";

/// Parts of uploads, by the upload's number and the part's.
type Uploads = Arc<Mutex<BTreeMap<(u64, u64), Vec<u8>>>>;

struct Request {
    method: String,
    path: String,
    query: String,
    head: Vec<String>,
    body: Vec<u8>,
}

/// Starts to pass requests on to the server at this port of loopback; gives the port to ask at.
pub(crate) fn start(server: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let port = listener.local_addr().expect("an address").port();
    let made = json(server, "POST", "/storage/v1/b?project=test", b"{\"name\":\"bucket\"}");
    assert_eq!(made.expect("an answer").0, 200, "a bucket");
    let uploads = Uploads::default();
    std::thread::spawn(move || {
        for (number, socket) in listener.incoming().map_while(Result::ok).enumerate() {
            let uploads = uploads.clone();
            // a client that has gone needs no answer
            std::thread::spawn(move || drop(serve(socket, server, number as u64, &uploads)));
        }
    });
    port
}

/// Answers one request, and closes the connection.
fn serve(mut socket: TcpStream, server: u16, number: u64, uploads: &Uploads) -> io::Result<()> {
    let Some(request) = read(&socket)? else { return Ok(()) };
    let upload = request.parameter("uploadId").and_then(|id| id.parse::<u64>().ok());
    let part = request.parameter("partNumber").and_then(|part| part.parse::<u64>().ok());
    let mut uploads = uploads.lock().expect("uploads");
    match (request.method.as_str(), upload, part) {
        ("POST", None, _) if request.query.starts_with("uploads") => {
            let page = format!(
                "<InitiateMultipartUploadResult><UploadId>{number}</UploadId></InitiateMultipartUploadResult>"
            );
            answer(&mut socket, 200, &page)
        }
        ("PUT", Some(upload), Some(part)) => {
            uploads.insert((upload, part), request.body);
            answer(&mut socket, 200, "")
        }
        ("POST" | "DELETE", Some(upload), _) => {
            let parts: Vec<_> =
                uploads.extract_if((upload, 0)..=(upload, u64::MAX), |_, _| true).collect();
            drop(uploads);
            if request.method == "DELETE" {
                return answer(&mut socket, 204, "");
            }
            let whole: Vec<u8> = parts.into_iter().flat_map(|(_, part)| part).collect();
            let (status, page) = store(server, &request, &whole)?;
            let done =
                "<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>";
            answer(&mut socket, status, if status == 200 { done } else { &page })
        }
        ("PUT", None, _) => {
            drop(uploads);
            let (status, page) = store(server, &request, &request.body)?;
            answer(&mut socket, status, &page)
        }
        _ => {
            drop(uploads);
            pass_on(&mut socket, server, &request)
        }
    }
}

impl Request {
    fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.head.iter().filter_map(|line| line.split_once(':'));
        pairs.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

fn read(socket: &TcpStream) -> io::Result<Option<Request>> {
    let mut reader = BufReader::new(socket);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut first = lines.remove(0);
    first.truncate(first.rfind(' ').unwrap_or(first.len()));
    let (method, uri) = first.split_once(' ').unwrap_or((&first, "/"));
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    let mut request = Request { method, path, query, head: lines, body: Vec::new() };
    let length = request.header("content-length").and_then(|length| length.parse().ok());
    reader.take(length.unwrap_or(0)).read_to_end(&mut request.body)?;
    Ok(Some(request))
}

/// Stores an object by the JSON interface, under the condition that the request came with.
fn store(server: u16, request: &Request, bytes: &[u8]) -> io::Result<(u16, String)> {
    let name = request.path.strip_prefix(BUCKET).unwrap_or(&request.path);
    let escaped = [('+', "%2B"), ('&', "%26"), ('=', "%3D"), (';', "%3B")];
    let name =
        escaped.iter().fold(name.to_owned(), |name, (plain, code)| name.replace(*plain, code));
    let condition = request.header("x-goog-if-generation-match");
    let condition = condition.map(|n| format!("&ifGenerationMatch={n}")).unwrap_or_default();
    let path = format!("/upload/storage/v1/b/bucket/o?uploadType=media&name={name}{condition}");
    json(server, "POST", &path, bytes)
}

/// A request by the JSON interface: the answer's status and text.
fn json(server: u16, method: &str, path: &str, body: &[u8]) -> io::Result<(u16, String)> {
    let mut socket = TcpStream::connect(("127.0.0.1", server))?;
    let host = format!("127.0.0.1:{server}");
    let kind =
        if path.starts_with("/upload") { "application/octet-stream" } else { "application/json" };
    write!(
        socket,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    )?;
    socket.write_all(body)?;
    let mut text = String::new();
    socket.read_to_string(&mut text)?;
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    let page = text.split_once("\r\n\r\n").map_or("", |(_, page)| page);
    Ok((status.unwrap_or(500), page.to_owned()))
}

fn answer(socket: &mut TcpStream, status: u16, page: &str) -> io::Result<()> {
    write!(
        socket,
        "HTTP/1.1 {status} .\r\nconnection: close\r\netag: \"x\"\r\ncontent-length: {}\r\n\r\n{}",
        if status == 204 { 0 } else { page.len() },
        if status == 204 { "" } else { page }
    )
}

fn pass_on(socket: &mut TcpStream, server: u16, request: &Request) -> io::Result<()> {
    let mut other = TcpStream::connect(("127.0.0.1", server))?;
    let query =
        if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let mut head = format!("{} {}{query} HTTP/1.1\r\n", request.method, request.path);
    for line in &request.head {
        // by its host's name the server tells who is asked for
        let lower = line.to_ascii_lowercase();
        if !lower.starts_with("connection:") && !lower.starts_with("host:") {
            head += &format!("{line}\r\n");
        }
    }
    other.write_all(
        (head + &format!("host: 127.0.0.1:{server}\r\nconnection: close\r\n\r\n")).as_bytes(),
    )?;
    other.write_all(&request.body)?;
    io::copy(&mut other, socket).map(drop)
}
