//! A real S3 server over HTTP on loopback: signatures are checked, objects are files of a temporary folder. It counts
//! what passes, and misbehaves when told to.

mod fault;
mod google;
mod mended;
mod plain;
mod tls;

use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsAcceptor;

use fault::Rules;
pub use fault::{Fault, Rule};
pub use google::TOKEN;
pub use tls::tls_authority;

/// The key that the server takes.
pub const KEY: &str = "test-key";
/// Its secret.
pub const SECRET: &str = "test-secret";
/// The bucket that is there from the beginning.
pub const BUCKET: &str = "bucket";

/// A running server. It ends when this is dropped.
pub struct Server {
    address: SocketAddr,
    root: tempfile::TempDir,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

#[derive(Default)]
struct Shared {
    /// The folder to answer readers from, past the checks of the real server.
    plain: Option<std::path::PathBuf>,
    tls: Option<TlsAcceptor>,
    /// Requests are those of Google's XML interface.
    google: bool,
    rules: Rules,
    requests: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// What has passed since the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Requests.
    pub requests: u64,
    /// Bytes of bodies that the server sent.
    pub sent: u64,
    /// Bytes of bodies that the server received.
    pub received: u64,
}

impl Server {
    /// Starts a server on a free port, with its files in a temporary folder.
    pub fn start() -> Server {
        Server::launch(tempfile::tempdir().expect("a folder for the server"), Shared::default())
    }

    /// A server that reads objects in large pieces and checks no reader's signature. The real one reads 4 KiB at a
    /// time, so that a benchmark of downloads would measure little else.
    pub fn start_plain() -> Server {
        let root = tempfile::tempdir().expect("a folder for the server");
        let plain = Some(root.path().to_owned());
        Server::launch(root, Shared { plain, ..Shared::default() })
    }

    /// A server that speaks TLS, with a certificate of [`tls_authority`].
    pub fn start_tls() -> Server {
        let root = tempfile::tempdir().expect("a folder for the server");
        Server::launch(root, Shared { tls: Some(tls::acceptor()), ..Shared::default() })
    }

    /// A server that takes what S3 and Google's XML interface have in common, from clients of Google's: see `google`.
    pub fn start_google() -> Server {
        let root = tempfile::tempdir().expect("a folder for the server");
        Server::launch(root, Shared { google: true, ..Shared::default() })
    }

    fn launch(root: tempfile::TempDir, shared: Shared) -> Server {
        std::fs::create_dir_all(root.path().join(BUCKET)).expect("a bucket");
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads for the server");
        let files = s3s_fs::FileSystem::new(root.path()).expect("a folder for the server");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(s3s::auth::SimpleAuth::from_single(KEY, SECRET));
        service.set_access(mended::Mended { root: root.path().to_owned(), google: shared.google });
        let service = service.build();
        let shared = Arc::new(shared);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        listener.set_nonblocking(true).expect("a listener for a runtime");
        let address = listener.local_addr().expect("an address");
        let counts = shared.clone();
        runtime.spawn(async move {
            accept(TcpListener::from_std(listener).expect("a listener"), service, counts).await;
        });
        Server { address, root, shared, runtime: Some(runtime) }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        let scheme = if self.shared.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The variables that lead Flyte to this server.
    pub fn variables(&self) -> [(String, String); 3] {
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        [
            variable("FLYTE_AWS_ENDPOINT", &self.endpoint()),
            variable("FLYTE_AWS_ACCESS_KEY_ID", KEY),
            variable("FLYTE_AWS_SECRET_ACCESS_KEY", SECRET),
        ]
    }

    /// The folder that holds the bucket's objects, each a file named by its key.
    pub fn bucket(&self) -> std::path::PathBuf {
        self.root.path().join(BUCKET)
    }

    /// The folder that holds all the server knows.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Misbehaves by this rule until its number of times is over.
    pub fn misbehave(&self, rule: Rule) {
        self.shared.rules.add(rule);
    }

    /// Forgets all rules, and says how often they took effect.
    pub fn behave(&self) -> u64 {
        self.shared.rules.clear()
    }

    /// What has passed since the last call.
    pub fn passed(&self) -> Passed {
        let take = |count: &AtomicU64| count.swap(0, Ordering::SeqCst);
        Passed {
            requests: take(&self.shared.requests),
            sent: take(&self.shared.sent),
            received: take(&self.shared.received),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: TcpListener, service: S3Service, shared: Arc<Shared>) {
    loop {
        let Ok((socket, _)) = listener.accept().await else { continue };
        let (service, shared) = (service.clone(), shared.clone());
        tokio::spawn(async move {
            match shared.tls.clone() {
                None => serve(socket, service, shared).await,
                Some(tls) => {
                    if let Ok(socket) = tls.accept(socket).await {
                        serve(socket, service, shared).await;
                    }
                }
            }
        });
    }
}

async fn serve(
    socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    service: S3Service,
    shared: Arc<Shared>,
) {
    let answer = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        answer(request, service.clone(), shared.clone())
    });
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(socket), answer)
        .await;
}

type Answer = hyper::Response<s3s::Body>;

async fn answer(
    request: hyper::Request<hyper::body::Incoming>,
    service: S3Service,
    shared: Arc<Shared>,
) -> Result<Answer, s3s::HttpError> {
    shared.requests.fetch_add(1, Ordering::SeqCst);
    let fault = shared.rules.find(request.method(), request.uri());
    if let Some(fault) = &fault
        && let Some(answer) = fault.instead(request.uri()).await
    {
        if fault.reads_first() {
            let _ = request.into_body().collect().await;
        }
        return answer;
    }
    let request = match shared.google {
        true => match google::translated(request) {
            Ok(request) => request,
            Err(refusal) => return Ok(*refusal),
        },
        false => request,
    };
    let counts = shared.clone();
    let request = request
        .map(|body| counted(body, move |bytes| counts.received.fetch_add(bytes, Ordering::SeqCst)));
    let plain = shared.plain.as_ref().and_then(|root| plain::read(root, &request));
    let answer = match plain {
        Some(answer) => answer,
        None => service.call(request).await?,
    };
    let answer = match fault {
        Some(fault) => fault.spoil(answer),
        None => answer,
    };
    let answer = if shared.google { google::answered(answer) } else { answer };
    Ok(answer
        .map(|body| counted(body, move |bytes| shared.sent.fetch_add(bytes, Ordering::SeqCst))))
}

fn counted<B>(body: B, count: impl Fn(u64) -> u64 + Send + Unpin + 'static) -> s3s::Body
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    s3s::StdError: From<B::Error>,
{
    s3s::Body::http_body_unsync(Counted { body, count })
}

/// A body that is counted as it passes.
struct Counted<B, F> {
    body: B,
    count: F,
}

impl<B: Body<Data = Bytes> + Unpin, F: Fn(u64) -> u64 + Unpin> Body for Counted<B, F> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let Counted { body, count } = self.get_mut();
        let frame = std::task::ready!(Pin::new(body).poll_frame(context));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            count(data.len() as u64);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
