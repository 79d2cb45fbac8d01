// Flyte has text, not single characters.
use flyte::prelude::*;

#[task]
fn is_vowel(letter: char) -> bool { //~ write `String`
    "aeiou".contains(letter)
}

fn main() {}
