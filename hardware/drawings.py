#!/usr/bin/env python3
"""Draws node/*/wiring.svg from pins.csv, bom.csv and wiring.csv. Standard library only; make-drawings.sh runs it.

Parts stand left and right, one coloured lane a signal between them. A dot is a connection; wires that cross without one are not connected.
"""
import csv
import pathlib
from xml.sax.saxutils import escape

NODE = pathlib.Path(__file__).resolve().parent / "node"
BOARDS = ("devkitc", "core2-aws")
TITLES = {"devkitc": "Node on an ESP32-DevKitC-32E", "core2-aws": "Node on an M5Stack Core2 for AWS"}

# Supply and what a hand touches stand left, what measures and what keeps keys right.
LEFT = ("board", "usb-serial", "tamper-switch", "tamper-resistor", "led-resistor", "led", "supply-plug", "regulator", "charger", "battery", "solar-panel", "mains-supply")

ROW = 20
HEAD = 40
GAP = 18
LANE = 17
BOX = 236
MARGIN = 28
TOP = 168
STUB = 26

# The colours of wiring.csv are those of the wires; on paper they are a little darker than their names.
INK = {
    "red": "#d22f2f", "black": "#20262c", "blue": "#1f66c1", "orange": "#d98200", "purple": "#7a3fa0", "green": "#2c8a3d", "brown": "#8a5a2b",
    "teal": "#0b8a8f", "white": "#9aa7b3", "yellow": "#c2a000", "pink": "#d64f95", "grey": "#7b8794", "violet": "#5b4bb5", "turquoise": "#2aa7a0",
    "beige": "#a58c5f",
}
FONT = "font-family=\"'DejaVu Sans', 'Segoe UI', Arial, sans-serif\""


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Part:
    def __init__(self, name, bom, left):
        self.name = name
        self.bom = bom
        self.left = left
        self.pins = []
        self.x = self.y = 0

    @property
    def height(self):
        return HEAD + ROW * len(self.pins) + 8

    def pin_y(self, pin):
        return self.y + HEAD + ROW * self.pins.index(pin) + ROW // 2


class Net:
    def __init__(self, signal, colour):
        self.signal = signal
        self.colour = colour
        self.ink = INK[colour]
        self.ends = []
        self.x = 0

    def side(self, parts):
        sides = {parts[part].left for part, _ in self.ends}
        return 1 if len(sides) == 2 else 0 if True in sides else 2


def load(board):
    bom = {row["item"]: row for row in read(NODE / board / "bom.csv")}
    parts, nets = {}, {}
    for row in read(NODE / board / "wiring.csv"):
        net = nets.setdefault(row["signal"], Net(row["signal"], row["colour"]))
        if net.colour != row["colour"]:
            raise SystemExit(f"{board}: {row['signal']} is {net.colour} and {row['colour']}")
        for end in (row["from"], row["to"]):
            name, pin = end.split(".", 1)
            if name not in bom:
                raise SystemExit(f"{board}: {name} is wired and not in bom.csv")
            part = parts.setdefault(name, Part(name, bom[name], name in LEFT))
            if pin not in part.pins:
                part.pins.append(pin)
            if (name, pin) not in net.ends:
                net.ends.append((name, pin))
    order = list(bom)
    return dict(sorted(parts.items(), key=lambda item: order.index(item[0]))), list(nets.values())


def place(parts, nets):
    """Gives parts, pins and lanes their places; returns width and height of the drawing."""
    lane_of = {end: i for i, net in enumerate(nets) for end in net.ends}
    for part in parts.values():
        if part.name == "board":
            part.pins.sort(key=lambda pin: (lane_of[(part.name, pin)], pin))
    nets.sort(key=lambda net: net.side(parts))
    lanes_x = MARGIN + BOX + STUB
    for i, net in enumerate(nets):
        net.x = lanes_x + LANE * i
    right_x = lanes_x + LANE * (len(nets) - 1) + STUB
    bottom = TOP
    for left, x in ((True, MARGIN), (False, right_x)):
        y = TOP
        for part in (part for part in parts.values() if part.left == left):
            part.x, part.y = x, y
            y += part.height + GAP
        bottom = max(bottom, y)
    return right_x + BOX + MARGIN, bottom + 34


def text(x, y, size, content, anchor="start", colour="#1c2733", weight="normal", extra=""):
    return (f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}"{extra}>'
            f"{escape(content)}</text>")


def shorten(content, length):
    return content if len(content) <= length else content[: length - 1] + "…"


def draw_part(part, pin_names):
    bom = part.bom
    quantity = "" if bom["quantity"] == "1" else f"{bom['quantity']} × "
    subtitle = part.name if bom["part number"] == "any" else f"{part.name}: {bom['manufacturer']} {bom['part number']}"
    if bom["note"].startswith("Optional"):
        subtitle += ", optional"
    fill = "#e8f1fb" if part.name == "board" else "#ffffff"
    lines = [
        f'<rect x="{part.x}" y="{part.y}" width="{BOX}" height="{part.height}" rx="7" fill="{fill}" stroke="#40566d" stroke-width="1.4"/>',
        text(part.x + 10, part.y + 17, 12.5, shorten(quantity + bom["description"], 30), weight="bold"),
        text(part.x + 10, part.y + 32, 10.5, shorten(subtitle, 42), colour="#5a6b7c"),
    ]
    for pin in part.pins:
        y = part.pin_y(pin)
        edge = part.x + BOX if part.left else part.x
        name = pin_names.get(pin, "") if part.name == "board" else ""
        label = f"{pin}   {name}" if name else pin
        lines.append(f'<rect x="{edge - 4}" y="{y - 4}" width="8" height="8" rx="1.5" fill="#c9a227" stroke="#6d5a17" stroke-width="0.8"/>')
        lines.append(text(edge - 10 if part.left else edge + 10, y + 4, 11, label, "end" if part.left else "start"))
    return lines


def draw_nets(parts, nets):
    lanes, stubs, dots, labels = [], [], [], []
    for net in nets:
        ys = [parts[name].pin_y(pin) for name, pin in net.ends]
        lanes.append(f'<line x1="{net.x}" y1="{min(ys)}" x2="{net.x}" y2="{max(ys)}" stroke="{net.ink}" stroke-width="2.6" stroke-linecap="round"/>')
        lanes.append(f'<line x1="{net.x}" y1="{TOP - 14}" x2="{net.x}" y2="{min(ys)}" stroke="{net.ink}" stroke-width="0.8" stroke-dasharray="1.5 4" opacity="0.7"/>')
        for name, pin in net.ends:
            part = parts[name]
            y = part.pin_y(pin)
            edge = part.x + BOX + 4 if part.left else part.x - 4
            stubs.append(f'<line x1="{edge}" y1="{y}" x2="{net.x}" y2="{y}" stroke="#fbfcfd" stroke-width="6.5"/>')
            stubs.append(f'<line x1="{edge}" y1="{y}" x2="{net.x}" y2="{y}" stroke="{net.ink}" stroke-width="2.2"/>')
            dots.append(f'<circle cx="{net.x}" cy="{y}" r="3.7" fill="{net.ink}"/>')
        labels.append(text(net.x + 4, TOP - 20, 11.5, net.signal, colour=net.ink, weight="bold",
                           extra=f' transform="rotate(-55 {net.x + 4} {TOP - 20})"'))
    return lanes + stubs + dots + labels


def board_pin_names(board):
    names = {row["connector"]: f"GPIO{row['gpio']}" for row in read(NODE / "pins.csv") if row["board"] == board}
    for row in read(NODE / board / "wiring.csv"):
        for end in (row["from"], row["to"]):
            name, pin = end.split(".", 1)
            if name == "board" and pin not in names:
                names[pin] = {"ground": "GND"}.get(row["signal"], row["signal"])
    return names


def draw(board):
    parts, nets = load(board)
    width, height = place(parts, nets)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" {FONT}>',
        f"<title>{escape(TITLES[board])}: wiring</title>",
        f'<rect width="{width}" height="{height}" fill="#fbfcfd"/>',
        text(MARGIN, 40, 20, TITLES[board], weight="bold"),
        text(MARGIN, 62, 12, "One lane a signal.", colour="#5a6b7c"),
        text(MARGIN, 79, 12, "A dot connects, a crossing does not.", colour="#5a6b7c"),
        text(MARGIN, 96, 12, "Levels 3.3 V; never 5 V on a GPIO.", colour="#5a6b7c"),
    ]
    inside = [f"{row['signal']} GPIO{row['gpio']}" for row in read(NODE / "pins.csv") if row["board"] == board and row["connector"] == "internal"]
    if inside:
        lines.append(text(MARGIN, 113, 12, "Inside: " + ", ".join(inside) + ".", colour="#5a6b7c"))
    lines += draw_nets(parts, nets)
    for part in parts.values():
        lines += draw_part(part, board_pin_names(board))
    lines.append(text(MARGIN, height - 14, 10, "Drawn by hardware/drawings.py from pins.csv, bom.csv and wiring.csv.", colour="#5a6b7c"))
    lines.append("</svg>")
    (NODE / board / "wiring.svg").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for each in BOARDS:
        draw(each)
