//! The S3 server of the tests as a process of its own: prints its variables, and ends with its standard input.

use std::io::Read;

use flyte_tests::s3::Server;

fn main() {
    let server = Server::start();
    for (name, value) in server.variables() {
        println!("{name}={value}");
    }
    println!();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    println!("{:?}", server.passed());
}
