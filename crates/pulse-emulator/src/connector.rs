//! How `--upstream` connects: by https unless the emulator was built without the feature of that name, by http to loopback.

use std::io;

use hyper_util::client::legacy::connect::HttpConnector;

#[cfg(feature = "https")]
pub type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "https"))]
pub type Connector = HttpConnector;

fn tcp() -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.set_nodelay(true);
    tcp.enforce_http(false);
    tcp
}

/// Loads the system's certificates only if they are needed: a bare machine may have none.
#[cfg(feature = "https")]
pub fn connector(https: bool) -> io::Result<Connector> {
    use std::sync::Arc;

    use hyper_rustls::{ConfigBuilderExt as _, HttpsConnectorBuilder};
    use rustls::{ClientConfig, RootCertStore};

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let builder = if https {
        builder.with_native_roots().map_err(|error| {
            let message = format!("--upstream by https needs the system's certificates: {error}");
            io::Error::new(error.kind(), message)
        })?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(HttpsConnectorBuilder::new()
        .with_tls_config(builder.with_no_client_auth())
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp()))
}

#[cfg(not(feature = "https"))]
pub fn connector(https: bool) -> io::Result<Connector> {
    if https {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this emulator was built without https: build it with `cargo build -p pulse-emulator`, as it is by default",
        ));
    }
    Ok(tcp())
}
