//! Servers that speak as Google's and Azure's storage do. Each is started once for a test program, keeps everything in
//! memory and ends with the program. Where one isn't installed, the tests that need it say so.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The account and key that Azurite knows, which its documentation tells.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// A server of another process, which ends when this one does, however that is: its shell waits for the end of a pipe.
struct Emulator {
    port: u16,
    _shell: Child,
}

impl Emulator {
    fn start(program: &PathBuf, args: impl Fn(u16) -> Vec<String>) -> Emulator {
        let port = {
            let free = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
            free.local_addr().expect("an address").port()
        };
        let script =
            r#""$@" </dev/null >/dev/null 2>&1 & server=$!; read _; kill $server; wait $server"#;
        let shell = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(program)
            .args(args(port))
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(120), "{} starts", program.display());
            std::thread::sleep(Duration::from_millis(50));
        }
        Emulator { port, _shell: shell }
    }
}

/// A program below `target/emulators`, or where a variable says.
fn installed(variable: &str, below: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = named.unwrap_or_else(|| {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/emulators")).join(below)
    });
    let found = path.is_file().then_some(path);
    if found.is_none() {
        println!(
            "not run: there is no {below} below target/emulators, nor does {variable} name one"
        );
    }
    found
}

/// Variables that lead to Azurite, and a place there that nobody else uses.
pub fn azure() -> Option<(Vec<(String, String)>, String)> {
    static SERVER: OnceLock<Option<Emulator>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let program = installed("FLYTE_TEST_AZURITE", "azurite/node_modules/.bin/azurite-blob")?;
        let server = Emulator::start(&program, |port| {
            let words = [
                "--silent",
                "--inMemoryPersistence",
                "--disableTelemetry",
                "--skipApiVersionCheck",
            ];
            let port =
                ["--blobPort".into(), port.to_string(), "--blobHost".into(), "127.0.0.1".into()];
            words.map(str::to_owned).into_iter().chain(port).collect()
        });
        make_container(server.port);
        Some(server)
    });
    let endpoint = format!("http://127.0.0.1:{}/{ACCOUNT}", server.as_ref()?.port);
    let variables = [
        ("AZURE_STORAGE_ENDPOINT", endpoint.as_str()),
        ("FLYTE_AZURE_STORAGE_ACCOUNT_NAME", ACCOUNT),
        ("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", KEY),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some((variables.to_vec(), format!("abfs://container/{}/raw", number())))
}

/// Variables that lead to fake-gcs-server, and a place there that nobody else uses.
pub fn gcs() -> Option<(Vec<(String, String)>, String)> {
    static SERVER: OnceLock<Option<(Emulator, u16)>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let program = installed("FLYTE_TEST_FAKE_GCS", "bin/fake-gcs-server")?;
        let server = Emulator::start(&program, |port| {
            let (host, port) = (format!("127.0.0.1:{port}"), port.to_string());
            let words =
                ["-scheme", "http", "-host", "127.0.0.1", "-backend", "memory", "-port", &port];
            words.into_iter().chain(["-public-host", &host]).map(str::to_owned).collect()
        });
        let port = crate::gcs::start(server.port);
        Some((server, port))
    });
    let host = format!("127.0.0.1:{}", server.as_ref()?.1);
    let variables = vec![("STORAGE_EMULATOR_HOST".to_owned(), host)];
    Some((variables, format!("gs://bucket/{}/raw", number())))
}

fn number() -> u64 {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// Node is there where Azurite is, and can sign.
fn make_container(port: u16) {
    let script = r#"
        const [port, account, key] = process.argv.slice(1);
        const date = new Date().toUTCString(), version = "2021-08-06";
        const heads = `x-ms-date:${date}\nx-ms-version:${version}`;
        const path = `/${account}/container`;
        const text = ["PUT", "", "", "", "", "", "", "", "", "", "", "", heads,
            `/${account}${path}\nrestype:container`].join("\n");
        const hmac = require("crypto").createHmac("sha256", Buffer.from(key, "base64"));
        const headers = { "x-ms-date": date, "x-ms-version": version, "content-length": 0,
            authorization: `SharedKey ${account}:${hmac.update(text).digest("base64")}` };
        const options = { host: "127.0.0.1", port, method: "PUT", headers, path: path + "?restype=container" };
        require("http").request(options, (answer) => {
            answer.on("data", (data) => process.stderr.write(data));
            answer.on("end", () => process.exit(answer.statusCode === 201 ? 0 : 1));
        }).end();
    "#;
    let made = Command::new("node").args(["-e", script, &port.to_string(), ACCOUNT, KEY]).output();
    let made = made.expect("node runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}
