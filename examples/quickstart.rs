//! `cargo run --example quickstart` fits bill depth against bill length for 344 penguins, together and species by
//! species, and prints whether the two tell the same story. (They don't.)

use flyte::prelude::*;

/// One penguin with both bill measurements, in millimetres.
#[derive(Debug, Clone, FlyteType)]
struct Penguin {
    species: String,
    bill_length: f64,
    bill_depth: f64,
}

/// A group of penguins.
#[derive(Debug, Clone, FlyteType)]
struct Group {
    name: String,
    penguins: Vec<Penguin>,
}

/// A straight line through a group's measurements.
#[derive(Debug, Clone, FlyteType)]
struct Fit {
    group: String,
    penguins: i64,
    /// Millimetres of depth per millimetre of length.
    slope: f64,
    /// From -1 (one falls as the other grows) to 1.
    correlation: f64,
}

/// What the fits say together.
#[derive(Debug, Clone, FlyteType)]
struct Verdict {
    /// Every group's line runs against the line through all.
    reversed: bool,
    overall: f64,
    /// Each group's correlation.
    within: BTreeMap<String, f64>,
}

/// Reads the measurements of one island, or of all.
#[task]
fn measurements(island: Option<String>) -> Result<Vec<Penguin>> {
    let wanted =
        |place: &str| island.as_ref().is_none_or(|island| island.eq_ignore_ascii_case(place));
    let mut penguins = Vec::new();
    for line in include_str!("data/penguins.csv").lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let [species, place, bill_length, bill_depth, ..] = columns[..] else {
            return Err(Error::fatal(format!("not a row of measurements: {line:?}")));
        };
        // NA: this penguin's bill was not measured.
        if let (Ok(bill_length), Ok(bill_depth)) = (bill_length.parse(), bill_depth.parse())
            && wanted(place)
        {
            penguins.push(Penguin { species: species.into(), bill_length, bill_depth });
        }
    }
    if penguins.is_empty() {
        return Err(Error::fatal("no penguins: the islands are Biscoe, Dream and Torgersen"));
    }
    Ok(penguins)
}

/// All penguins as one group.
#[task]
fn together(penguins: Vec<Penguin>) -> Group {
    Group { name: "all penguins".into(), penguins }
}

/// One group per species.
#[task]
fn by_species(penguins: Vec<Penguin>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<Penguin>> = BTreeMap::new();
    for penguin in penguins {
        groups.entry(penguin.species.clone()).or_default().push(penguin);
    }
    groups.into_iter().map(|(name, penguins)| Group { name, penguins }).collect()
}

/// Fits bill depth against bill length by least squares.
#[task(cache = "1", retries = 2)]
async fn fit(group: Group) -> Fit {
    let n = group.penguins.len() as f64;
    let mean = |of: fn(&Penguin) -> f64| group.penguins.iter().map(of).sum::<f64>() / n;
    let (length, depth) = (mean(|p| p.bill_length), mean(|p| p.bill_depth));
    let sum = |of: &dyn Fn(&Penguin) -> f64| group.penguins.iter().map(of).sum::<f64>();
    let both = sum(&|p| (p.bill_length - length) * (p.bill_depth - depth));
    let lengths = sum(&|p| (p.bill_length - length).powi(2));
    let depths = sum(&|p| (p.bill_depth - depth).powi(2));
    Fit {
        group: group.name,
        penguins: group.penguins.len() as i64,
        slope: both / lengths,
        correlation: both / (lengths * depths).sqrt(),
    }
}

/// Holds the line through all penguins against the lines of the groups.
#[task]
fn compare(overall: Fit, groups: Vec<Fit>) -> Verdict {
    Verdict {
        reversed: groups.len() > 1 && groups.iter().all(|group| group.slope * overall.slope < 0.0),
        overall: overall.correlation,
        within: groups.into_iter().map(|group| (group.group, group.correlation)).collect(),
    }
}

/// Tells of lines that point the other way.
#[task]
fn tell_paradox(overall: f64, within: BTreeMap<String, f64>) -> String {
    let groups: Vec<String> =
        within.iter().map(|(name, correlation)| format!("{name} {correlation:+.2}")).collect();
    format!(
        "Simpson's paradox: over all penguins a longer bill is a shallower one ({overall:+.2}), yet within every \
         species a longer bill is a deeper one ({}).",
        groups.join(", ")
    )
}

/// Tells of lines that agree.
#[task]
fn tell_agreement(overall: f64) -> String {
    format!("No surprise here: the groups don't contradict the whole ({overall:+.2}).")
}

/// Do bills that are longer get deeper, too? Asks all penguins together, then each species.
#[workflow(main)]
fn penguins(
    /// Only this island: Biscoe, Dream or Torgersen.
    #[default(None)]
    island: Option<String>,
) -> (String, Vec<Fit>) {
    let all = measurements(island);
    let overall = fit(together(all));
    let species = by_species(all).map(fit);
    let verdict = compare(overall, species);
    let story = if verdict.reversed {
        tell_paradox(verdict.overall, verdict.within)
    } else {
        tell_agreement(verdict.overall)
    };
    (story, species)
}

fn main() -> ExitCode {
    flyte::main()
}
