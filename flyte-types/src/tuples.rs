//! How long a tuple of outputs may be: as long as a tuple may be to be compared and printed. The macros refuse a longer one.

/// Has a macro write something for each length of tuples: of each item its type, the type of what is given for it, its
/// place, and its name as an output.
#[doc(hidden)]
#[macro_export]
macro_rules! __each_tuple {
    ($write:ident) => {
        $write! {
            (A GivenA 0 "o0", B GivenB 1 "o1")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4", F GivenF 5 "o5")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4", F GivenF 5 "o5", G GivenG 6 "o6")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4", F GivenF 5 "o5", G GivenG 6 "o6", H GivenH 7 "o7")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4", F GivenF 5 "o5", G GivenG 6 "o6", H GivenH 7 "o7", I GivenI 8 "o8")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4", F GivenF 5 "o5", G GivenG 6 "o6", H GivenH 7 "o7", I GivenI 8 "o8", J GivenJ 9 "o9")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4", F GivenF 5 "o5", G GivenG 6 "o6", H GivenH 7 "o7", I GivenI 8 "o8", J GivenJ 9 "o9", K GivenK 10 "o10")
            (A GivenA 0 "o0", B GivenB 1 "o1", C GivenC 2 "o2", D GivenD 3 "o3", E GivenE 4 "o4", F GivenF 5 "o5", G GivenG 6 "o6", H GivenH 7 "o7", I GivenI 8 "o8", J GivenJ 9 "o9", K GivenK 10 "o10", L GivenL 11 "o11")
        }
    };
}

macro_rules! longest {
    ($($tuple:tt)+) => {
        /// How many outputs a tuple may have; the shortest has two.
        pub const LONGEST_TUPLE: usize = [$(stringify!($tuple)),+].len() + 1;
    };
}

__each_tuple!(longest);
