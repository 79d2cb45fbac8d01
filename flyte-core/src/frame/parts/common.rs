//! The type that holds the values of two types.

use std::sync::Arc;

use arrow_schema::{
    DECIMAL128_MAX_PRECISION, DECIMAL256_MAX_PRECISION, DataType, Field, FieldRef, Fields, TimeUnit,
};

/// The type as which columns of these two types can be read; `None` if they are different things. Numbers have one
/// always, and values that it doesn't hold are told when they are met: pandas makes floats of integers as soon as one of
/// them is missing.
pub(super) fn common(one: &DataType, other: &DataType) -> Option<DataType> {
    use DataType::*;
    Some(match (one, other) {
        (one, other) if one == other => one.clone(),
        (Null, of) | (of, Null) => of.clone(),
        (Dictionary(_, one), Dictionary(_, other)) => return common(one, other),
        (Dictionary(_, one), other) | (other, Dictionary(_, one)) => return common(one, other),
        (one, other) if one.is_integer() && other.is_integer() => integers(one, other),
        (one, other) if is_number(one) && is_number(other) => match (one, other) {
            (Float16 | Float32, Float16 | Float32) => Float32,
            _ => Float64,
        },
        (one, other) if is_decimal(one) && is_decimal(other) => return decimals(one, other),
        (Utf8 | LargeUtf8 | Utf8View, Utf8 | LargeUtf8 | Utf8View) => match (one, other) {
            (LargeUtf8, _) | (_, LargeUtf8) => LargeUtf8,
            _ => Utf8,
        },
        (one, other) if is_binary(one) && is_binary(other) => match (one, other) {
            (LargeBinary, _) | (_, LargeBinary) => LargeBinary,
            _ => Binary,
        },
        (Date32 | Date64, Date32 | Date64) => Date32,
        (Timestamp(unit, zone), Date32 | Date64) | (Date32 | Date64, Timestamp(unit, zone)) => {
            Timestamp(*unit, zone.clone())
        }
        (Timestamp(one, zone), Timestamp(other, other_zone)) => {
            let zone = match (zone, other_zone) {
                (Some(zone), Some(other)) if zone != other => Some("UTC".into()),
                (zone, other) => zone.clone().or_else(|| other.clone()),
            };
            Timestamp(finer(*one, *other), zone)
        }
        (Duration(one), Duration(other)) => Duration(finer(*one, *other)),
        (Time32(one) | Time64(one), Time32(other) | Time64(other)) => match finer(*one, *other) {
            unit @ (TimeUnit::Second | TimeUnit::Millisecond) => Time32(unit),
            unit => Time64(unit),
        },
        (Struct(one), Struct(other)) => Struct(groups(one, other)?),
        (Map(one, sorted), Map(other, _)) => Map(Arc::new(entries(one, other)?), *sorted),
        (one, other) => match (item(one), item(other)) {
            (Some(one_item), Some(other_item)) => {
                let item = Arc::new(fields(one_item, other_item)?);
                match is_large(one) || is_large(other) {
                    true => LargeList(item),
                    false => List(item),
                }
            }
            _ => return None,
        },
    })
}

fn is_number(of: &DataType) -> bool {
    of.is_integer() || of.is_floating()
}

/// Whether it is a number with so many digits behind the point.
pub(in crate::frame) fn is_decimal(of: &DataType) -> bool {
    matches!(
        of,
        DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..)
    )
}

fn is_binary(of: &DataType) -> bool {
    matches!(
        of,
        DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::FixedSizeBinary(_)
    )
}

fn is_large(of: &DataType) -> bool {
    matches!(of, DataType::LargeList(_) | DataType::LargeListView(_))
}

fn item(of: &DataType) -> Option<&FieldRef> {
    match of {
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => Some(item),
        _ => None,
    }
}

/// The narrowest integer that holds both. Of 64 bits without a sign beside some with one there is none: those with a
/// sign are taken.
fn integers(one: &DataType, other: &DataType) -> DataType {
    use DataType::*;
    let bits = |of: &DataType| of.primitive_width().unwrap_or(8) * 8;
    let signed = |of: &DataType| of.is_signed_integer();
    // an unsigned one needs one bit more beside one with a sign
    let need =
        |of: &DataType, beside: &DataType| bits(of) + usize::from(!signed(of) && signed(beside));
    let need = need(one, other).max(need(other, one));
    match (signed(one) || signed(other), need) {
        (true, ..=8) => Int8,
        (true, ..=16) => Int16,
        (true, ..=32) => Int32,
        (true, _) => Int64,
        (false, ..=8) => UInt8,
        (false, ..=16) => UInt16,
        (false, ..=32) => UInt32,
        (false, _) => UInt64,
    }
}

fn digits(of: &DataType) -> Option<(i16, i16)> {
    match of {
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => {
            Some((i16::from(*precision) - i16::from(*scale), i16::from(*scale)))
        }
        _ => None,
    }
}

fn decimals(one: &DataType, other: &DataType) -> Option<DataType> {
    let ((before, behind), (other_before, other_behind)) = (digits(one)?, digits(other)?);
    let behind = behind.max(other_behind);
    let all = u8::try_from(before.max(other_before) + behind).ok()?;
    let behind = i8::try_from(behind).ok()?;
    if all <= DECIMAL128_MAX_PRECISION {
        Some(DataType::Decimal128(all, behind))
    } else {
        (all <= DECIMAL256_MAX_PRECISION).then_some(DataType::Decimal256(all, behind))
    }
}

fn finer(one: TimeUnit, other: TimeUnit) -> TimeUnit {
    one.max(other)
}

fn fields(one: &Field, other: &Field) -> Option<Field> {
    let of = common(one.data_type(), other.data_type())?;
    Some(Field::new(one.name(), of, one.is_nullable() || other.is_nullable()))
}

/// The fields of both, in the order in which they come. One that is in one of them only may be missing.
fn groups(one: &Fields, other: &Fields) -> Option<Fields> {
    let named =
        |fields: &Fields, name: &str| fields.iter().find(|field| field.name() == name).cloned();
    let lone = |field: &FieldRef| Field::clone(field).with_nullable(true);
    let both = one.iter().map(|field| match named(other, field.name()) {
        Some(same) => fields(field, &same),
        None => Some(lone(field)),
    });
    let more = other.iter().filter(|field| named(one, field.name()).is_none());
    both.chain(more.map(|field| Some(lone(field)))).collect()
}

/// Of maps the keys and the values are compared by their place: each writer calls them otherwise.
fn entries(one: &Field, other: &Field) -> Option<Field> {
    let (DataType::Struct(parts), DataType::Struct(others)) = (one.data_type(), other.data_type())
    else {
        return None;
    };
    let [(key, value), (other_key, other_value)] =
        [parts, others].map(|parts| (parts.first(), parts.get(1)));
    let key = fields(key?, other_key?)?;
    let value = fields(value?, other_value?)?;
    let parts = DataType::Struct(Fields::from(vec![key, value]));
    Some(Field::new(one.name(), parts, one.is_nullable()))
}

#[cfg(test)]
mod tests {
    use DataType::*;

    use super::*;

    fn same_either_way(one: &DataType, other: &DataType) -> Option<DataType> {
        let found = common(one, other);
        assert_eq!(found, common(other, one), "{one} and {other}");
        found
    }

    #[test]
    fn types_that_hold_both() {
        let text = || Box::new(Utf8);
        for (one, other, expected) in [
            (Int8, Int32, Int32),
            (Int8, UInt8, Int16),
            (UInt32, Int32, Int64),
            (UInt64, Int8, Int64),
            (UInt16, UInt64, UInt64),
            (Int64, Float32, Float64),
            (Float16, Float32, Float32),
            (Null, Utf8, Utf8),
            (Utf8, LargeUtf8, LargeUtf8),
            (Dictionary(Box::new(Int8), text()), Utf8View, Utf8),
            (Dictionary(Box::new(Int8), text()), Dictionary(Box::new(Int16), text()), Utf8),
            (Date32, Timestamp(TimeUnit::Second, None), Timestamp(TimeUnit::Second, None)),
            (
                Timestamp(TimeUnit::Second, None),
                Timestamp(TimeUnit::Nanosecond, Some("Asia/Tokyo".into())),
                Timestamp(TimeUnit::Nanosecond, Some("Asia/Tokyo".into())),
            ),
            (
                Time32(TimeUnit::Second),
                Time64(TimeUnit::Microsecond),
                Time64(TimeUnit::Microsecond),
            ),
            (Decimal128(10, 2), Decimal128(8, 4), Decimal128(12, 4)),
            (Decimal128(38, 0), Decimal128(38, 38), Decimal256(76, 38)),
        ] {
            assert_eq!(same_either_way(&one, &other), Some(expected), "{one} and {other}");
        }
        for (one, other) in [(Utf8, Int64), (Boolean, Int8), (Date32, Utf8), (Binary, Utf8)] {
            assert_eq!(same_either_way(&one, &other), None, "{one} and {other}");
        }
    }

    #[test]
    fn groups_have_the_fields_of_both() {
        let group = |fields: Vec<Field>| Struct(fields.into());
        let one = group(vec![Field::new("a", Int8, false), Field::new("b", Utf8, false)]);
        let other = group(vec![Field::new("c", Utf8, false), Field::new("a", Int32, false)]);
        let both = group(vec![
            Field::new("a", Int32, false),
            Field::new("b", Utf8, true),
            Field::new("c", Utf8, true),
        ]);
        assert_eq!(common(&one, &other), Some(both));
    }
}
