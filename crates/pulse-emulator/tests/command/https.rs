//! `--upstream` over https, to a server whose certificate the system trusts, and to one it does not.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{JoinHandle, spawn};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::Running;

/// A certificate for localhost, and the file that makes it a trusted one.
fn certificate(name: &str) -> (ServerConfig, PathBuf) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".into()]).expect("a certificate");
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, cert.pem()).expect("written");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a pair");
    (config, file)
}

/// Answers one connection; returns what it received, which is nothing if the handshake failed.
fn answer_once(config: ServerConfig) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let server = spawn(move || {
        let (socket, _) = listener.accept().expect("a connection");
        let session = ServerConnection::new(Arc::new(config)).expect("a session");
        let mut stream = StreamOwned::new(session, socket);
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read_exact(&mut byte).is_err() {
                return String::new();
            }
            head.push(byte[0]);
        }
        let answer = b"HTTP/1.1 404 No\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(answer).expect("sent");
        String::from_utf8(head).expect("text")
    });
    (format!("https://localhost:{port}"), server)
}

fn proxy(upstream: &str, trusted: &str) -> Running {
    let environment = [("PULSE_API_KEY", "real-key"), ("SSL_CERT_FILE", trusted)];
    Running::start_in(&["--upstream", upstream], &environment)
}

#[test]
fn the_key_goes_to_a_server_that_the_system_trusts() {
    let (config, file) = certificate("trusted.pem");
    let (upstream, server) = answer_once(config);
    let proxy = proxy(&upstream, file.to_str().expect("text"));
    let answer = proxy.get("/job/a");
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
    let head = server.join().expect("it ran");
    assert!(head.starts_with("GET /job/a HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nx-api-key: real-key\r\n"), "{head}");
}

#[test]
fn the_key_does_not_go_to_one_that_it_does_not_trust() {
    let (config, _) = certificate("untrusted.pem");
    let (_, other) = certificate("other.pem");
    let (upstream, server) = answer_once(config);
    let proxy = proxy(&upstream, other.to_str().expect("text"));
    let answer = proxy.get("/job/a");
    assert!(answer.starts_with("HTTP/1.1 502 "), "{answer}");
    assert!(answer.contains("GENERAL_001"), "{answer}");
    assert_eq!(server.join().expect("it ran"), "");
}
