//! Web pages in MIME containers, as Word, WPS and browsers save them.

use super::blocks::Block;
use super::html::{self, HtmlStyle};

/// How a part is written in ASCII (RFC 2045, 6).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    QuotedPrintable,
    Base64,
    /// As it is.
    Binary,
}

/// The look of a web archive.
#[derive(Clone, Copy)]
pub struct MhtStyle {
    pub page: HtmlStyle,
    pub transfer: Transfer,
    /// What the part's header says of its encoding; empty when it says nothing.
    pub charset: &'static str,
    /// The page stands behind a picture, beside a version of it without tables.
    pub buried: bool,
}

const BOUNDARY: &str = "----=_NextPart_01DA4C2F.7B0A5E10";
const INNER: &str = "----=_NextPart_01DA4C2F.7B0A5E11";
/// A grey dot (GIF).
const PICTURE: &str = "R0lGODlhAQABAIAAAMDAwP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

/// Writes the blocks as a web archive.
pub fn write(blocks: &[Block], style: &MhtStyle) -> Vec<u8> {
    let page = style.page.charset.encode(&html::page(blocks, &style.page));
    let page = part(&page, style);
    let picture = format!(
        "Content-Location: file:///C:/5A1F2B3C/nianbao.files/image001.gif\r\nContent-Transfer-Encoding: base64\r\nContent-Type: image/gif\r\n\r\n{PICTURE}\r\n"
    );
    let parts = match style.buried {
        false => vec![page, picture.into_bytes()],
        true => vec![picture.into_bytes(), alternative(page)],
    };
    let head = "MIME-Version: 1.0\r\nFrom: <Saved by WPS>\r\nSubject: =?gb2312?B?xOqxqA==?=\r\n";
    let kind = format!(
        "Content-Type: multipart/related; type=\"text/html\";\r\n\tboundary=\"{BOUNDARY}\"\r\n\r\n"
    );
    let mut file =
        format!("{head}{kind}This is a multi-part message in MIME format.\r\n\r\n").into_bytes();
    file.extend(multipart(BOUNDARY, &parts));
    file
}

fn multipart(boundary: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    for part in parts {
        file.extend(format!("--{boundary}\r\n").bytes());
        file.extend(part);
        file.extend(b"\r\n");
    }
    file.extend(format!("--{boundary}--\r\n").bytes());
    file
}

/// The page and, before it, what is left of it for readers without HTML.
fn alternative(page: Vec<u8>) -> Vec<u8> {
    let plain = "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n规章 7 7 7\r\n";
    let mut file =
        format!("Content-Type: multipart/alternative; boundary=\"{INNER}\"\r\n\r\n").into_bytes();
    file.extend(multipart(INNER, &[plain.into(), page]));
    file
}

fn part(page: &[u8], style: &MhtStyle) -> Vec<u8> {
    let (name, body) = match style.transfer {
        Transfer::QuotedPrintable => ("quoted-printable", quoted_printable(page)),
        Transfer::Base64 => ("base64", base64(page)),
        Transfer::Binary => ("8bit", page.to_vec()),
    };
    let charset = match style.charset {
        "" => String::new(),
        charset => format!("; charset=\"{charset}\""),
    };
    let mut file = format!(
        "Content-Location: file:///C:/5A1F2B3C/nianbao.htm\r\nContent-Transfer-Encoding: {name}\r\nContent-Type: text/html{charset}\r\n\r\n"
    )
    .into_bytes();
    file.extend(body);
    file
}

/// RFC 2045, 6.7: lines of at most 76 characters.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = String::new();
    let mut length = 0;
    for (i, byte) in bytes.iter().enumerate() {
        let ends_line = matches!(bytes.get(i + 1), None | Some(b'\r' | b'\n'));
        let token = match byte {
            b'\r' => continue,
            b'\n' => {
                out += "\r\n";
                length = 0;
                continue;
            }
            b' ' if !ends_line => " ".into(),
            b'!'..=b'<' | b'>'..=b'~' => char::from(*byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        if length + token.len() > 75 {
            out += "=\r\n";
            length = 0;
        }
        length += token.len();
        out += &token;
    }
    out.into_bytes()
}

/// RFC 2045, 6.8: lines of 76 characters.
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    for line in bytes.chunks(57) {
        for three in line.chunks(3) {
            let byte = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for i in 0..4 {
                let digit = DIGITS[(bits >> (18 - 6 * i) & 63) as usize];
                out.push(if i > three.len() { b'=' } else { digit });
            }
        }
        out.extend(b"\r\n");
    }
    out
}
