//! For how many inputs there are functions of their own.

/// Has a macro write something for each number of inputs: the number, the functions' names, and of each input the type,
/// the type of what is given for it, and its place.
macro_rules! each_number_of_inputs {
    ($write:ident) => {
        $write! {
            0 call0 sync0 async0 ();
            1 call1 sync1 async1 (A GivenA 0);
            2 call2 sync2 async2 (A GivenA 0, B GivenB 1);
            3 call3 sync3 async3 (A GivenA 0, B GivenB 1, C GivenC 2);
            4 call4 sync4 async4 (A GivenA 0, B GivenB 1, C GivenC 2, D GivenD 3);
            5 call5 sync5 async5 (A GivenA 0, B GivenB 1, C GivenC 2, D GivenD 3, E GivenE 4);
            6 call6 sync6 async6 (A GivenA 0, B GivenB 1, C GivenC 2, D GivenD 3, E GivenE 4, F GivenF 5);
            7 call7 sync7 async7 (A GivenA 0, B GivenB 1, C GivenC 2, D GivenD 3, E GivenE 4, F GivenF 5, G GivenG 6);
            8 call8 sync8 async8 (A GivenA 0, B GivenB 1, C GivenC 2, D GivenD 3, E GivenE 4, F GivenF 5, G GivenG 6, H GivenH 7);
        }
    };
}
pub(crate) use each_number_of_inputs;

macro_rules! most {
    ($($count:literal $call:ident $sync:ident $asynchronous:ident $inputs:tt;)+) => {
        /// Tasks with more inputs are written out by the macro.
        pub const MOST_INPUTS: usize = [$($count),+].len() - 1;
    };
}

each_number_of_inputs!(most);
