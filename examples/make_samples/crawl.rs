//! Archives of crawls (WARC 1.0), with the same times in every run.

/// What is fetched with each document: its request.
pub const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nUser-Agent: nianbao samples\r\n\r\n";

/// A record about a target; the header names of its own stand in `lines`, each ending in CR LF.
pub fn record(kind: &str, target: &str, lines: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let target = match target {
        "" => String::new(),
        target => format!("WARC-Target-URI: {target}\r\n"),
    };
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2024-02-28T16:05:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n{lines}Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// What a server gave for a target: `head` is the status with the headers, without an end.
pub fn response(target: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let block = [b"HTTP/1.1 ", head.as_bytes(), b"\r\n\r\n", body].concat();
    let lines = "Content-Type: application/http; msgtype=response\r\n";
    record("response", target, lines, &block)
}

/// A body in two chunks (RFC 9112, 7.1).
pub fn chunked(body: &[u8]) -> Vec<u8> {
    let (first, second) = body.split_at(body.len() / 2);
    let mut sent = Vec::new();
    for chunk in [first, second, &[]] {
        sent.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        sent.extend([chunk, b"\r\n"].concat());
    }
    sent
}
