//! `cargo run --example custom_type` draws an image, scales it down and counts colors: types that Flyte doesn't know.

use std::io::{BufRead, Seek, Write};

use flyte::custom::{Storable, Stored, Via};
use flyte::files::Format;
use flyte::prelude::*;

/// A count of pixels. On the wire it is an integer.
#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
struct Pixels(u32);

/// A color. On the wire it is text, `#ff8800`.
#[derive(Debug, Clone, Copy, PartialEq, FlyteType)]
#[flyte(via)]
struct Color([u8; 3]);

impl Via for Color {
    type Repr = String;

    fn to_repr(&self) -> Result<String> {
        let Color([red, green, blue]) = self;
        Ok(format!("#{red:02x}{green:02x}{blue:02x}"))
    }

    fn from_repr(text: String) -> Result<Color> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let wrong = || Error::fatal(format!("`{text}` is no color: write `#ff8800`"));
        let [_, rgb @ ..] = number.ok_or_else(wrong)?.to_be_bytes();
        Ok(Color(rgb))
    }
}

/// Portable pixmap, as image viewers read it.
enum Ppm {}

impl Format for Ppm {
    const NAME: &'static str = "ppm";
}

/// An image. It is stored as a file; a reference to it travels.
struct Image {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Storable for Image {
    type Format = Ppm;

    fn name(&self) -> String {
        "image.ppm".into()
    }

    fn write(&self, mut to: impl Write) -> Result<()> {
        let (width, height) = (self.width, self.pixels.len() / self.width);
        write!(to, "P6\n{width} {height}\n255\n")?;
        self.pixels.iter().try_for_each(|pixel| to.write_all(pixel))?;
        Ok(())
    }

    fn read(mut from: impl BufRead + Seek) -> Result<Image> {
        let mut header = String::new();
        for _ in 0..3 {
            from.read_line(&mut header)?;
        }
        let words: Vec<&str> = header.split_whitespace().collect();
        let ["P6", width, height, "255"] = words[..] else {
            return Err(Error::fatal("this is no image in PPM"));
        };
        let (width, height): (usize, usize) = (width.parse()?, height.parse()?);
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes)?;
        let (pixels, rest) = bytes.as_chunks();
        if width == 0 || !rest.is_empty() || pixels.len() != width.saturating_mul(height) {
            return Err(Error::fatal(format!("{} bytes are not {width} × {height}", bytes.len())));
        }
        Ok(Image { width, pixels: pixels.to_vec() })
    }
}

/// A disc of one color on white.
#[task]
fn draw(side: Pixels, color: Color) -> Stored<Image> {
    let side = i64::from(side.0.max(1));
    let inside = |x: i64, y: i64| (2 * x - side).pow(2) + (2 * y - side).pow(2) < side.pow(2);
    let rows = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let pixels = rows.map(|(x, y)| if inside(x, y) { color.0 } else { [255; 3] }).collect();
    Stored::new(Image { width: side as usize, pixels })
}

/// Every second pixel of every second row.
#[task]
async fn half(image: Stored<Image>) -> Result<Stored<Image>> {
    let image = image.get().await?;
    let rows = image.pixels.chunks(image.width).step_by(2);
    let pixels = rows.flat_map(|row| row.iter().copied().step_by(2)).collect();
    Ok(Stored::new(Image { width: image.width.div_ceil(2), pixels }))
}

/// How many pixels have a color.
#[task]
fn count(image: Stored<Image>, color: Color) -> Result<Pixels> {
    let image = image.blocking_get()?;
    Ok(Pixels(image.pixels.iter().filter(|pixel| **pixel == color.0).count() as u32))
}

/// Draws a disc, halves it and counts its pixels.
#[workflow(main)]
fn disc(
    #[default(Pixels(200))] side: Pixels,
    #[default(Color([255, 136, 0]))] color: Color,
) -> (Stored<Image>, Pixels, Pixels) {
    let image = draw(side, color);
    let small = half(image);
    (small, count(image, color), count(small, color))
}

fn main() -> ExitCode {
    flyte::main()
}
