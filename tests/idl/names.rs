//! Names of flyteidl as prost spells them in Rust.

/// `ScheduleExpression` → `schedule_expression`, `OAuth2Client` → `o_auth2_client`.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| chars[i]);
        let next_is_lower = chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
        let starts_word = before.is_some_and(|before| {
            before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || before.is_ascii_uppercase() && next_is_lower
        });
        if c.is_ascii_uppercase() && starts_word {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// `GPUAccelerator` → `GpuAccelerator`, `float_value` → `FloatValue`, `ARM_V6` → `ArmV6`.
pub fn camel(name: &str) -> String {
    snake(name)
        .split('_')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_ascii_uppercase() + rest
        })
        .collect()
}

/// A value without the name of its enumeration in front.
pub fn variant(enumeration: &str, value: &str) -> String {
    let (enumeration, value) = (camel(enumeration), camel(value));
    match value.strip_prefix(&enumeration) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => rest.to_owned(),
        _ => value,
    }
}

/// `core.SchemaType.SchemaColumn` → `core::schema_type::SchemaColumn`.
pub fn path(name: &str) -> String {
    let mut words: Vec<String> = name.split('.').map(snake).collect();
    if let Some(last) = words.last_mut() {
        *last = camel(last);
    }
    words.join("::")
}

#[test]
fn names_are_spelled_as_prost_spells_them() {
    assert_eq!(path("core.OAuth2TokenRequest.Type"), "core::o_auth2_token_request::Type");
    assert_eq!(path("core.IOStrategy.DownloadMode"), "core::io_strategy::DownloadMode");
    assert_eq!(path("core.ArtifactID"), "core::ArtifactId");
    assert_eq!(path("core.K8sPod"), "core::K8sPod");
    assert_eq!(snake("HideOnceFinished"), "hide_once_finished");
    assert_eq!(variant("DescriptionFormat", "DESCRIPTION_FORMAT_RST"), "Rst");
    assert_eq!(variant("Architecture", "ARM_V6"), "ArmV6");
}
