// Enclosure of the DevKitC node: box, lid and bracket, for a wall or a mast.
// Millimetres. x is right, y is up on the wall, z points away from it. The parts print as they lie, without support.
//
//   openscad -D 'part="box"' -o box.stl enclosure.scad      also: lid, bracket
//
// Not printed yet. Check the figures marked "measure" against the parts you bought.

part = "exploded"; // box | lid | bracket | inside | exploded

/* [Box] */
inner = [150, 112, 56];
wall = 3;
corner = 8;          // outer radius
floor_thickness = 3;

/* [Lid] */
lid_thickness = 3;
overhang = 3;        // the lid's skirt stands this far outside the wall: rain drips off
skirt = 8;
gap = 0.4;           // between skirt and wall
seal = 2.2;          // groove for a round cord of 2 mm
seal_depth = 1.5;
screw = 3.4;         // M3
insert = 4.0;        // heat-set insert M3
boss = 9;

/* [Air chamber] */
air = [88, 50];      // lower right corner: sensors of air
divider = 2;
slot = [4, 30];      // openings in the bottom wall: width, height
slots = 8;
baffle_gap = 7;      // from wall to baffle: the slots of the two stand against each other

/* [Parts] */
devkit = [54.6, 28.2];   // ESP32-DevKitC V4; measure
devkit_lift = 12;        // above the floor: pins and sockets below
breakout = [25.4, 17.8]; // Adafruit breakouts
breakout_pitch = [20.3, 12.7]; // their holes, M2.5
particles = [41.2, 41.2, 12.4]; // SPS30
battery = [70, 55, 19];  // pack of three cells; measure
switch_body = [13.4, 5.6]; // D2HW; measure
switch_pressed = 6.4;    // from the body's lower edge to the pressed plunger; measure
switch_height = 34;      // top of the seat above the floor
over_travel = 0.8;

/* [Openings] */
gland = 12.4;        // M12
led_hole = 3.2;      // light guide

/* [Bracket] */
bracket = [110, 84, 5];
mount = [76, 64];    // box to bracket, M4: screwed from inside, so that the lid must come off first
m4 = 4.4;
nut = 8.1;           // M4 hexagon, across corners
clamp = [14, 3];     // slots for hose clamps around a mast

$fn = 48;
outer = [inner.x + 2 * wall, inner.y + 2 * wall, inner.z + floor_thickness];
switch_at = [12.5, 95];
devkit_at = [11, 57];
led_at = [52, 98];

module rounded(size, radius) {
    linear_extrude(size.z) offset(radius) offset(-radius) square([size.x, size.y]);
}

function boss_places() = [
    for (x = [boss / 2 - 1, inner.x - boss / 2 + 1], y = [boss / 2 - 1, inner.y / 2, inner.y - boss / 2 + 1]) [x, y]
];

function mount_places() = [
    for (x = [-1, 1], y = [-1, 1]) [inner.x / 2 + x * mount.x / 2, inner.y / 2 + y * mount.y / 2]
];

// Post for an M2.5 screw that cuts its own thread.
module post(height, across = 6) {
    difference() {
        cylinder(height, d = across);
        translate([0, 0, 2]) cylinder(height, d = 2.1);
    }
}

module breakout_posts(height = 10) {
    for (x = [0, breakout_pitch.x], y = [0, breakout_pitch.y]) translate([x, y, 0]) post(height, 5);
}

// The DevKitC has no holes: four corners hold it, and two cable ties through them keep it down.
module devkit_seat() {
    difference() {
        for (x = [-2, devkit.x - 6], y = [-2, devkit.y - 6]) translate([x, y, 0]) cube([8, 8, devkit_lift + 6]);
        translate([0, 0, devkit_lift]) cube([devkit.x, devkit.y, 10]);
        translate([-5, 4, -1]) cube([devkit.x + 10, devkit.y - 8, 40]);
        for (x = [2, devkit.x - 4.6]) translate([x, -5, devkit_lift - 5]) cube([2.6, devkit.y + 10, 1.8]);
    }
}

module switch_seat() {
    size = [switch_body.x + 8, switch_body.y + 5, switch_height];
    difference() {
        translate([-size.x / 2, -size.y / 2, 0]) cube(size);
        translate([-switch_body.x / 2, -switch_body.y / 2, switch_height - 5]) cube([switch_body.x, switch_body.y, 6]);
        // Terminals and wires go down and out at the side.
        translate([-switch_body.x / 2 + 1, -switch_body.y / 2 + 0.6, switch_height - 16]) cube([switch_body.x - 2, switch_body.y - 1.2, 20]);
        translate([-switch_body.x / 2 + 1, -size.y, switch_height - 16]) cube([switch_body.x - 2, size.y, 8]);
        // Cable tie over the body.
        for (x = [-1, 1]) translate([x * (switch_body.x / 2 + 1.7) - 1.2, -size.y, switch_height - 9]) cube([2.4, 2 * size.y, 1.8]);
    }
}

module air_slots(count, offset_x, thickness) {
    pitch = air.x / count;
    for (i = [0 : count - 1])
        translate([inner.x - air.x + pitch * (i + 0.5) + offset_x - slot.x / 2, -thickness - 1, 10]) cube([slot.x, thickness + 2, slot.y]);
}

module divider_walls() {
    left = inner.x - air.x;
    height = inner.z - 3;
    difference() {
        union() {
            translate([left - divider, -0.1, -0.1]) cube([divider, air.y + divider, height]);
            translate([left - divider, air.y, -0.1]) cube([air.x + divider + 0.1, divider, height]);
        }
        // For the cables, to be filled with sealant afterwards.
        translate([left + 4, air.y - 1, height - 10]) cube([14, divider + 2, 20]);
    }
    // Labyrinth: what comes straight through a slot meets this baffle.
    difference() {
        translate([left - 0.1, baffle_gap, -0.1]) cube([air.x + 0.2, 2, slot.y + 14]);
        translate([0, baffle_gap + 2, 0]) air_slots(slots - 1, 0, 2);
    }
}

module box() {
    difference() {
        union() {
            difference() {
                translate([-wall, -wall, -floor_thickness]) rounded(outer, corner);
                rounded([inner.x, inner.y, inner.z + 1], corner - wall);
            }
            intersection() {
                translate([-wall, -wall, -floor_thickness]) rounded(outer, corner);
                for (at = boss_places()) translate([at.x, at.y, -0.1]) cylinder(inner.z + 0.1, d = boss);
            }
            intersection() {
                translate([-wall / 2, -wall / 2, -1]) rounded([inner.x + wall, inner.y + wall, inner.z + 1], corner - wall / 2);
                divider_walls();
            }
            for (at = mount_places()) translate([at.x, at.y, -0.1]) cylinder(3.1, d = 13);
            translate([devkit_at.x, devkit_at.y, -0.1]) devkit_seat();
            translate([switch_at.x, switch_at.y, -0.1]) switch_seat();
            // Secure element, clock and ADC beside the board; climate and CO2 in the air.
            for (i = [0 : 2]) translate([71 + i * 26.5, 64, -0.1]) breakout_posts();
            for (i = [0 : 1]) translate([118, 15 + i * 18.5, -0.1]) breakout_posts();
        }
        for (at = boss_places()) translate([at.x, at.y, inner.z - 9]) cylinder(10, d = insert);
        for (at = mount_places()) translate([at.x, at.y, -floor_thickness - 1]) cylinder(12, d = m4);
        air_slots(slots, 0, wall);
        // Cables come in from below; the third hole is for the membrane plug.
        for (i = [0 : 2]) translate([13 + i * 18, 1, 20]) rotate([90, 0, 0]) cylinder(wall + 2, d = gland);
    }
    // The SPS30 stands on its edge at the baffle, its openings towards it.
    for (x = [0, particles.x + 1.2]) translate([inner.x - air.x + 3 + x, baffle_gap + 2, -0.1])
        difference() {
            translate([-1.2, -0.1, 0]) cube([2.4, particles.z + 3, 18]);
            translate([-3, particles.z + 0.4, 6]) cube([6, 1.4, 14]);
        }
}

module lid() {
    size = [outer.x + 2 * (overhang), outer.y + 2 * (overhang)];
    inside = [outer.x + 2 * gap, outer.y + 2 * gap];
    difference() {
        union() {
            translate([-wall - overhang, -wall - overhang, 0]) rounded([size.x, size.y, lid_thickness], corner + overhang);
            difference() {
                translate([-wall - overhang, -wall - overhang, -skirt]) rounded([size.x, size.y, skirt + 0.1], corner + overhang);
                translate([-wall - gap, -wall - gap, -skirt - 1]) rounded([inside.x, inside.y, skirt + 1], corner + gap);
            }
            // Presses the tamper switch; shorter by what the plunger must travel, or the switch breaks.
            pin = inner.z - (switch_height - 5) - switch_pressed + over_travel;
            translate([switch_at.x, switch_at.y, -pin]) cylinder(pin + 0.1, d = 5);
        }
        for (at = boss_places()) translate([at.x, at.y, -1]) cylinder(10, d = screw);
        translate([led_at.x, led_at.y, -1]) cylinder(10, d = led_hole);
        // Cord seal in the middle of the wall.
        difference() {
            translate([-wall / 2 - seal / 2, -wall / 2 - seal / 2, -1])
                rounded([inner.x + wall + seal, inner.y + wall + seal, seal_depth + 1], corner - wall / 2 + seal / 2);
            translate([-wall / 2 + seal / 2, -wall / 2 + seal / 2, -2])
                rounded([inner.x + wall - seal, inner.y + wall - seal, seal_depth + 3], corner - wall / 2 - seal / 2);
        }
    }
}

module bracket() {
    difference() {
        translate([-bracket.x / 2, -bracket.y / 2 - 20, 0]) rounded([bracket.x, bracket.y + 40, bracket.z], 8);
        for (x = [-1, 1], y = [-1, 1]) translate([x * mount.x / 2, y * mount.y / 2, -1]) {
            cylinder(bracket.z + 2, d = m4);
            cylinder(1 + 3.4, d = nut, $fn = 6);
        }
        // Wall: two holes above, two below the box.
        for (x = [-1, 1], y = [-1, 1]) translate([x * 30, y * (bracket.y / 2 + 11), -1]) {
            cylinder(bracket.z + 2, d = 5);
            translate([0, 0, bracket.z - 1.5]) cylinder(4, d1 = 5, d2 = 10.6);
        }
        // Mast: two hose clamps.
        for (x = [-1, 1], y = [-1, 1]) translate([x * 26 - clamp.y / 2, y * 20 - clamp.x / 2, -1]) cube([clamp.y, clamp.x, bracket.z + 2]);
    }
}

// What the box is for, as grey bodies; never exported.
module contents() {
    translate([devkit_at.x, devkit_at.y, devkit_lift]) {
        color("#2f6f4f") cube([devkit.x, devkit.y, 1.6]);
        color("#c8ccd0") translate([4, 5, 1.6]) cube([25.5, 18, 3.1]);
    }
    color("#2f4f8f") for (i = [0 : 2]) translate([68.5 + i * 26.5, 61.5, 10]) cube([breakout.x, breakout.y, 1.6]);
    color("#2f4f8f") for (i = [0 : 1]) translate([115.5, 12.5 + i * 18.5, 10]) cube([breakout.x, breakout.y, 1.6]);
    color("#c9a227") translate([62, inner.y - battery.z - 1, 0.5]) cube([battery.x, battery.z, battery.y - 0.5]);
    color("#8a8f94") translate([inner.x - air.x + 3.6, baffle_gap + 2.2, 1]) cube([particles.x, particles.z, particles.y]);
    color("#20262c") translate([switch_at.x - switch_body.x / 2, switch_at.y - switch_body.y / 2, switch_height - 5]) cube([switch_body.x, switch_body.y, 6]);
}

module pictured(lift) {
    color("#b9c2ca") box();
    contents();
    color("#dfe4e8") translate([0, 0, inner.z + lift]) lid();
    color("#6f7a84") translate([inner.x / 2, inner.y / 2, -floor_thickness - bracket.z - lift * 0.6]) bracket();
}

if (part == "box") box();
else if (part == "lid") translate([0, 0, lid_thickness]) rotate([180, 0, 0]) lid();
else if (part == "bracket") bracket();
else if (part == "inside") translate([-inner.x / 2, -inner.y / 2, 0]) { color("#b9c2ca") box(); contents(); }
else translate([-inner.x / 2, -inner.y / 2, 0]) pictured(62);
