//! What the targets are set against has not changed since.
//!
//! Owns the fingerprints. Must not know what the files do.

/// FNV-1a.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[test]
fn workload_linear_hand_and_proto_are_as_they_were() {
    let files = [
        ("workload", include_str!("../workload/src/lib.rs"), 0x45E3_80D7_4116_CD83),
        ("linear", include_str!("../contenders/src/linear.rs"), 0x6DBB_8800_29F3_A8D1),
        ("hand", include_str!("../contenders/src/hand.rs"), 0xA9D7_EB94_FC3E_F9D2),
        ("proto", include_str!("../contenders/src/proto.rs"), 0xE0EA_F3ED_881D_52DA),
    ];
    for (name, text, expected) in files {
        let found = fingerprint(text);
        assert_eq!(found, expected, "{name} is {found:#018x}");
    }
}
