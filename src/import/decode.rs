//! The text of a file of another tool, whichever of the encodings of XML it is in: UTF-8, UTF-16
//! with or without a mark, and Latin-1 where the file says so. Nothing is guessed beyond that.

/// The text, or why it cannot be told.
pub fn text_of(bytes: &[u8]) -> Result<String, String> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // XML begins with <; half of it is missing without a mark only in UTF-16.
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        _ => match declared(bytes).as_deref() {
            Some("iso-8859-1" | "latin1" | "us-ascii") if std::str::from_utf8(bytes).is_err() => Ok(bytes.iter().map(|b| char::from(*b)).collect()),
            Some(name) if !matches!(name, "utf-8" | "utf8" | "iso-8859-1" | "latin1" | "us-ascii") && std::str::from_utf8(bytes).is_err() => {
                Err(format!("it is written in \"{name}\", which cannot be read; save it as UTF-8 and import that"))
            }
            _ => utf8(bytes),
        },
    }
}

/// The encoding that the first line names, in lower case.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).to_lowercase();
    let rest = &head[head.find("<?xml")?..];
    let rest = &rest[..rest.find("?>")?];
    let value = rest[rest.find("encoding")? + 8..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(|name| name.trim().to_owned())
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(e) => {
            let line = bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
            Err(format!("line {line} holds bytes that are no UTF-8 text; save it as UTF-8 and import that"))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|p| unit(*p))).collect();
    match (text, rest) {
        (Ok(text), []) => Ok(text),
        _ => Err("it is damaged: its UTF-16 text breaks off within a character".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "<?xml version=\"1.0\"?><Project><Name>Übergabe 😀</Name></Project>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &little),
            marked(&[0xfe, 0xff], &big),
            little.clone(),
            big.clone(),
        ] {
            assert_eq!(text_of(&bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn latin_1_is_read_where_the_file_says_so() {
        let bytes = b"<?xml version='1.0' encoding='ISO-8859-1'?><Name>\xdcbergabe</Name>";
        assert!(text_of(bytes).expect("Latin-1").contains("Übergabe"));
        let other = b"<?xml version='1.0' encoding='windows-1251'?><Name>\xdc</Name>";
        assert!(text_of(other).expect_err("not read").contains("windows-1251"));
    }

    #[test]
    fn what_is_no_text_says_where() {
        assert!(text_of(b"<a>\n\n\xff</a>").expect_err("bytes").contains("line 3"));
        assert!(text_of(&[0xff, 0xfe, b'<', 0, b'a']).is_err());
    }
}
