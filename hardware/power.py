#!/usr/bin/env python3
"""Computes node/power.md from node/power.csv. Standard library only; make-drawings.sh runs it."""
import csv
import pathlib

HERE = pathlib.Path(__file__).resolve().parent / "node"

INTERVALS_S = (60, 300, 900)
RAIL_V = 5.0
REGULATOR_EFFICIENCY = 0.85
CELL_V = 3.7
BATTERY_MAH = 6600
USABLE = 0.8
CELL_ALWAYS_MA = 1.0 + 0.022
PANEL_DERATING = 0.5
PEAK_SUN_HOURS = (("winter, 50° north", 1.0), ("spring and autumn", 2.5), ("summer", 4.5))
PANEL_W = 4.0
CORE2_MAH = 500

USES = (("climate", "BME280"), ("gas", "BME280, SCD41"), ("air", "BME280, SCD41, SPS30"))


def read_rows():
    with open(HERE / "power.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def charge_mah(rows, interval_s):
    """Charge a day at the 5 V rail, and how long the node is awake for each sample."""
    awake_s = sum(float(r["duration_s"]) for r in rows if r["state"].startswith(("ESP32 awake", "Wi-Fi")))
    total = 0.0
    for row in rows:
        current = float(row["current_ma"])
        if row["when"] == "always":
            total += current * 24
        elif row["when"] == "asleep":
            total += current * 24 * max(0.0, interval_s - awake_s) / interval_s
        else:
            total += current * float(row["duration_s"]) / 3600 * 86400 / interval_s
    return total, awake_s


def at_cell(rail_mah):
    """Energy a day at the cell in Wh and charge in mAh, through the regulator and with what hangs on the cell all the time."""
    watt_hours = rail_mah / 1000 * RAIL_V / REGULATOR_EFFICIENCY + CELL_ALWAYS_MA / 1000 * CELL_V * 24
    return watt_hours, watt_hours / CELL_V * 1000


def describe(interval_s):
    minutes = interval_s // 60
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def states_table(rows):
    lines = ["| state | when | mA | s | source |", "| --- | --- | ---: | ---: | --- |"]
    for row in rows:
        uses = row["use"].split()
        only = "" if len(uses) == len(USES) or uses == ["continuous"] else " (" + "; ".join(name for use, name in USES if use in uses) + ")"
        lines.append(f"| {row['state']}{only} | {row['when']} | {row['current_ma']} | {row['duration_s'] or '–'} | {row['source']} |")
    return lines


def devkitc(rows):
    lines = [
        "| sensors | interval | at 5 V, mAh a day | from the cell, mAh a day | battery alone, days | panel in winter, W | spring, W | summer, W |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    enough = []
    for use, name in USES:
        chosen = [row for row in rows if use in row["use"].split()]
        for interval in INTERVALS_S:
            rail, awake = charge_mah(chosen, interval)
            if awake > interval:
                raise SystemExit(f"{use}: {awake} s awake do not fit into {interval} s")
            watt_hours, cell = at_cell(rail)
            panels = [watt_hours / (hours * PANEL_DERATING) for _, hours in PEAK_SUN_HOURS]
            lines.append(
                f"| {name} | {describe(interval)} | {rail:,.0f} | {cell:,.0f} | {BATTERY_MAH * USABLE / cell:.1f} | "
                + " | ".join(f"{watts:.1f}" for watts in panels) + " |")
            if panels[1] <= PANEL_W:
                seasons = [season for (season, _), watts in zip(PEAK_SUN_HOURS, panels) if watts <= PANEL_W]
                enough.append(f"- {name}, {describe(interval)}: {'; '.join(seasons)}")
    return lines, enough


def core2(rows):
    total = sum(float(row["current_ma"]) for row in rows)
    hours = CORE2_MAH * USABLE * CELL_V / (total * RAIL_V / REGULATOR_EFFICIENCY)
    return total, hours


def main():
    rows = read_rows()
    first = [row for row in rows if row["board"] == "devkitc"]
    second = [row for row in rows if row["board"] == "core2-aws"]
    table, enough = devkitc(first)
    core2_ma, core2_h = core2(second)
    sun = "; ".join(f"{season}: {hours:g} h" for season, hours in PEAK_SUN_HOURS)
    text = [
        "# Power budget",
        "",
        "Nothing here was measured on a node of ours: no board has been built yet. Every figure is calculated by [power.py](../power.py) from the currents in",
        "[power.csv](power.csv), which names its source for each. Measure your own board before you size a panel for it.",
        "",
        "## DevKitC, sleeping between samples",
        "",
        *table,
        "",
        f"The two panels of the parts list, {PANEL_W:g} W together, are enough, by that calculation, for:",
        "",
        *enough,
        "",
        "Everything else wants mains supply, a larger panel or a longer interval. An SPS30 wants mains supply at any interval: its fan runs on while the board",
        "sleeps, because it needs up to 30 s to settle after each start. So do noise, pH and conductivity, whose boards cannot be switched off.",
        "",
        "### Assumptions",
        "",
        f"- Regulator {REGULATOR_EFFICIENCY:.0%} efficient (Pololu's typical value), and {CELL_ALWAYS_MA - 0.022:g} mA of its own, assumed; divider of the supply measurement 0.022 mA.",
        f"- Battery {BATTERY_MAH:,} mAh at {CELL_V:g} V, of which {USABLE:.0%} can be used (cold, age, low-voltage cut-off).",
        f"- Peak sun hours a day on the panel: {sun}. Assumed for a panel that faces the equator; look up your site.",
        f"- Of the panel's rated power {PANEL_DERATING:.0%} arrive: the charger is linear (6 V to about 3.9 V leave 65%), the rest is dirt, angle and heat.",
        "- The board's own 3.8 mA are drawn day and night, and at long intervals they are most of it: a board of another maker can triple them.",
        "- The SCD41 takes single shots and is not switched off between them; measuring all the time it would draw 18 mA, day and night.",
        "- Sending each sample at once. What cannot be sent costs more later, not less.",
        "",
        "### Currents at 5 V",
        "",
        "The board's regulator is linear: what the chips draw at 3.3 V is drawn at 5 V too.",
        "",
        *states_table(first),
        "",
        "## Core2, on all the time",
        "",
        f"{core2_ma:,.0f} mA at the 5 V of the USB connector. Its battery bridges {core2_h:.1f} hours of a power cut, by the same assumptions",
        f"({CORE2_MAH} mAh, {USABLE:.0%} usable, {REGULATOR_EFFICIENCY:.0%} efficient); with the screen dark it is longer. Neither panel nor deep sleep is planned for it: what the Core2 draws",
        "asleep depends on which outputs of its power chip stay on, and we have no figure for that.",
        "",
        *states_table(second),
        "",
        "Batteries and charging: [safety](../safety.md). Parts: [DevKitC](devkitc/bom.csv), [Core2](core2-aws/bom.csv).",
    ]
    (HERE / "power.md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
