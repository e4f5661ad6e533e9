//! What each colour role looks like, light and dark: the one table for screen and file.
//!
//! Not a theme: no spacing, no type, no toolkit. Values follow `look.md`; the ones it leaves open
//! (bars, ghosts, text on heat) are chosen so that every text keeps 4.5:1 on its ground.

use super::Role;

/// Which of the two palettes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Ink on paper.
    #[default]
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];
}

/// Red, green and blue of a role.
pub const fn rgb(role: Role, theme: Theme) -> (u8, u8, u8) {
    let (light, dark) = pair(role);
    let code = match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    };
    let [_, red, green, blue] = code.to_be_bytes();
    (red, green, blue)
}

/// Light and dark as `0x00rrggbb`.
const fn pair(role: Role) -> (u32, u32) {
    match role {
        Role::Ground => (0xF7_F8_FA, 0x14_18_1F),
        Role::Panel => (0xFF_FF_FF, 0x1B_21_2B),
        Role::Raised => (0xEE_F1_F5, 0x25_2D_39),
        Role::Line => (0xD5_DA_E1, 0x34_3E_4D),
        Role::Text => (0x1B_24_30, 0xE8_EC_F2),
        Role::Muted => (0x56_61_73, 0xA3_AE_BD),
        Role::Accent => (0x24_59_C9, 0x7F_A8_FF),
        Role::OnAccent => (0xFF_FF_FF, 0x10_15_1C),
        Role::Good => (0x0B_7A_5E, 0x4C_C9_A0),
        Role::Warn => (0x94_62_00, 0xF2_B4_41),
        Role::Bad | Role::Critical => (0xA8_07_1A, 0xFF_7A_6B),
        Role::Unknown => (0x5D_66_72, 0x98_A2_B3),
        Role::Forecast => (0x7A_3F_B8, 0xC5_9B_FF),
        Role::HeatLow => (0xDC_E9_F5, 0x1C_38_50),
        Role::HeatMid => (0xFF_DD_7A, 0x5C_4C_12),
        Role::HeatHigh => (0xE8_69_4B, 0xB5_43_2E),
        Role::OnHeat => (0x17_1F_2A, 0xFF_FF_FF),
        Role::Bar => (0xC7_D5_E8, 0x33_45_5E),
        Role::BarDone => (0x93_AE_D2, 0x48_66_92),
        Role::OnBar => (0x17_1F_2A, 0xF4_F7_FB),
        Role::Weekend => (0xF1_F3_F7, 0x17_1C_25),
        Role::Ghost => (0xB3_BC_C9, 0x4C_58_6A),
        Role::Hue1 => (0xA9_C7_F0, 0x2F_4E_7A),
        Role::Hue2 => (0xA8_D8_C0, 0x24_56_3F),
        Role::Hue3 => (0xF5_C9_9A, 0x6B_45_18),
        Role::Hue4 => (0xCD_B8_EE, 0x4D_3A_78),
        Role::Hue5 => (0x9F_D6_DE, 0x1F_55_60),
        Role::Hue6 => (0xF0_B6_CE, 0x6D_2F_4A),
        Role::Hue7 => (0xEF_E0_8F, 0x5C_52_14),
        Role::Hue8 => (0xD3_C5_B4, 0x51_45_36),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(role: Role, theme: Theme) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let (r, g, b) = rgb(role, theme);
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(one: Role, other: Role, theme: Theme) -> f64 {
        let (a, b) = (luminance(one, theme), luminance(other, theme));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_is_readable_on_its_ground() {
        use Role::{
            Accent, Bad, Bar, BarDone, Critical, Forecast, Good, Ground, HeatHigh, HeatLow, HeatMid, Muted, OnAccent, OnBar, OnHeat, Panel, Raised, Text,
            Unknown, Warn,
        };
        let pairs: [(&[Role], &[Role]); 5] = [
            (&[Text, Muted, Accent, Good, Warn, Bad, Unknown, Forecast, Critical], &[Ground, Panel, Raised]),
            (&[OnHeat], &[HeatLow, HeatMid, HeatHigh]),
            (&[OnBar], &[Bar, BarDone]),
            (&[OnBar], &Role::HUES),
            (&[OnAccent], &[Accent]),
        ];
        for theme in Theme::ALL {
            for (texts, grounds) in pairs {
                for (text, ground) in texts.iter().flat_map(|t| grounds.iter().map(move |g| (*t, *g))) {
                    let ratio = contrast(text, ground, theme);
                    assert!(ratio >= 4.5, "{text:?} on {ground:?} in {theme:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn grey_keeps_the_order_of_done_and_open_work() {
        assert!(luminance(Role::BarDone, Theme::Light) < luminance(Role::Bar, Theme::Light));
        assert!(luminance(Role::BarDone, Theme::Dark) > luminance(Role::Bar, Theme::Dark));
    }
}
