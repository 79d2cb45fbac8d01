//! Addresses in messages, without what only their owner should know.

use std::borrow::Cow;

/// A parameter whose name holds one of these makes an address a signed one, whatever its scheme.
const SECRETS: [&str; 7] =
    ["sig", "token", "secret", "password", "credential", "accesskey", "x-amz-"];

/// The text, its addresses told without user, password and query. Messages end up in terminals, files and pages that
/// many can read, and a query is where a signature stands.
pub(crate) fn redacted(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let (mut told, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("://") {
        let begin = rest[..at]
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
            .map_or(0, |last| last + rest[last..].chars().next().map_or(1, char::len_utf8));
        let (scheme, address) = (&rest[begin..at], &rest[at + 3..]);
        let end = address
            .find(|c: char| c.is_whitespace() || c.is_control() || "\"`<>".contains(c))
            .unwrap_or(address.len());
        let address = without_punctuation(&address[..end]);
        told += &rest[..at + 3];
        told += &plain(&scheme.to_ascii_lowercase(), address);
        rest = &rest[at + 3 + address.len()..];
    }
    Cow::Owned(told + rest)
}

fn plain(scheme: &str, address: &str) -> String {
    let (authority, _) = cut(address, &['/', '?', '#']);
    // in Azure's uris `container@account` is no user
    let azure = ["abfs", "abfss", "az", "azure", "wasb", "wasbs"].contains(&scheme);
    // a password that holds a slash hides its end behind what looks like a path
    let (_, port) = cut(authority, &[':']);
    let torn = !azure && port.chars().any(|c| !c.is_ascii_digit() && !":@".contains(c));
    let user = match (authority.rfind('@'), address.rfind('@')) {
        (Some(at), _) if !azure || authority[..at].contains(':') => at + 1,
        (None, Some(at)) if torn && !authority.starts_with('[') => at + 1,
        _ => 0,
    };
    let address = &address[user..];
    let (path, query) = cut(address, &['?']);
    let lower = query.to_ascii_lowercase();
    let web = matches!(scheme, "http" | "https");
    if query.is_empty() || !(web || SECRETS.iter().any(|name| lower.contains(name))) {
        return address.to_owned();
    }
    format!("{path}?…")
}

/// An address without the punctuation of the sentence around it. A bracket that the address itself opened is its own.
fn without_punctuation(mut address: &str) -> &str {
    loop {
        let shorter = address.trim_end_matches([',', ';', ':', '.', '\'']);
        let opened = shorter.matches('(').count();
        address = match shorter.strip_suffix(')') {
            Some(rest) if shorter.matches(')').count() > opened => rest,
            _ => return shorter,
        };
    }
}

/// What stands before the first of these characters, and what behind.
fn cut<'a>(text: &'a str, at: &[char]) -> (&'a str, &'a str) {
    text.find(at).map_or((text, ""), |at| (&text[..at], &text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn addresses_lose_what_is_secret() {
        let table = [
            (
                "reading https://u:hush@h:8080/x?sig=hush failed",
                "reading https://h:8080/x?… failed",
            ),
            ("(https://h/x?X-Amz-Signature=hush): no", "(https://h/x?…): no"),
            ("`http://hush@h/x`, and http://u:hu/sh@h/x", "`http://h/x`, and http://h/x"),
            ("<R>https://h/x?a=(hush)</R>", "<R>https://h/x?…</R>"),
            ("S3://k:hush@bucket/x?y=1", "S3://bucket/x?y=1"),
            (
                "abfs://c@acc.dfs.core.windows.net/k?sv=1&sig=hush",
                "abfs://c@acc.dfs.core.windows.net/k?…",
            ),
            ("s3://b/what?no", "s3://b/what?no"),
            ("http://[::1]:9000/a@b", "http://[::1]:9000/a@b"),
            ("http://h/a@b, then", "http://h/a@b, then"),
            ("ü://é?", "ü://é?"),
            ("no address: a?b@c", "no address: a?b@c"),
        ];
        for (text, told) in table {
            assert_eq!(redacted(text), told);
        }
    }
}
