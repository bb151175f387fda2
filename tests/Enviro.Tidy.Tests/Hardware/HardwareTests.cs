namespace Enviro.Tidy.Tests;

public class HardwareTests
{
    private const string PinsHeader = "board,signal,gpio,direction,pull,connector,note\n";
    private const string BomHeader = "item,quantity,description,manufacturer,part number,alternatives,note\n";

    [Fact]
    public void The_pin_map_is_what_the_chip_can_do() => Complaints.AssertNone(HardwareRules.PinMap(Tree.OfRepository));

    [Fact]
    public void The_parts_lists_can_be_ordered_from() => Complaints.AssertNone(HardwareRules.PartsLists(Tree.OfRepository));

    [Fact]
    public void The_wiring_joins_the_pin_map_and_the_parts_list() => Complaints.AssertNone(HardwareRules.Wiring(Tree.OfRepository));

    [Fact]
    public void Every_figure_of_the_power_budget_has_a_source() => Complaints.AssertNone(HardwareRules.Budget(Tree.OfRepository));

    [Theory]
    [InlineData("devkitc,air,fan,always,-1,,by its data sheet", "-1 mA")]
    [InlineData("devkitc,air,fan,always,65,3,by its data sheet", "it is drawn always")]
    [InlineData("devkitc,air,fan,sample,65,,by its data sheet", "it is drawn always")]
    [InlineData("devkitc,air,fan,always,65,,", "where does the figure come from?")]
    [InlineData("devkitc,air,fan,always,65,,by its data sheet\ndevkitc,air,fan,always,60,,by its data sheet", "fan is there twice")]
    public void A_figure_nobody_could_check_is_refused(string lines, string words) =>
        Complaints.AssertOne(words, HardwareRules.Budget(Tree.Of(("hardware/node/power.csv", "board,use,state,when,current_ma,duration_s,source\n" + lines + "\n"))));

    [Theory]
    [InlineData("devkitc,tamper,6,input,up,J3-1,why it is there", "GPIO6 is not free")]
    [InlineData("devkitc,tamper,3,input,up,J3-1,why it is there", "GPIO3 is not free")]
    [InlineData("core2-aws,tamper,16,input,up,port B,why it is there", "GPIO16 is not free")]
    [InlineData("devkitc,led,36,output,none,J2-3,why it is there", "GPIO36 is input-only")]
    [InlineData("devkitc,tamper,39,input,up,J2-4,why it is there", "has no pull-up")]
    [InlineData("devkitc,led,2,output,none,J3-15,why it is there", "is a strapping pin")]
    [InlineData("devkitc,led,4,out,none,J3-13,why it is there", "the direction is input, output")]
    [InlineData("devkitc,led,4,output,none,J3-13,", "where is it, and why?")]
    [InlineData("devkitc,led,4,output,none", "5 fields, the header has 7")]
    [InlineData("devkitc,a,4,output,none,J3-13,why it is there\ndevkitc,b,4,input,up,J3-14,why it is there", "GPIO4 has two signals")]
    [InlineData("devkitc,a,4,output,none,J3-13,why it is there\ndevkitc,b,5,input,up,J3-13,not the strapping pin it is", "J3-13 has two signals")]
    public void A_pin_nobody_could_use_so_is_refused(string lines, string words) =>
        Complaints.AssertOne(words, HardwareRules.PinMap(Tree.Of(("hardware/node/pins.csv", PinsHeader + lines + "\n"))));

    [Theory]
    [InlineData("clock,1,Clock,Adafruit,3013,,\nclock,1,Clock,Adafruit,3013,,", "clock is there twice")]
    [InlineData("clock,0,Clock,Adafruit,3013,,", "quantity 0")]
    [InlineData("clock,1,Clock,Adafruit,,,", "part number are needed")]
    [InlineData("clock,1,Clock,Adafruit,3013,,$ 17", "no prices")]
    public void A_parts_list_one_cannot_order_from_is_refused(string lines, string words) =>
        Complaints.AssertOne(words, HardwareRules.PartsLists(Tree.Of(("hardware/gateway/bom.csv", BomHeader + lines + "\n"))));

    [Theory]
    [InlineData("board.J3-15,led.+,led,teal\nboard.J3-1,lamp.-,ground,black", "lamp.- is not in the parts list")]
    [InlineData("board.J3-1,led.-,ground,black", "board.J3-15 must carry led, and carries nothing")]
    [InlineData("board.J3-15,led.+,led,teal\nboard.J3-1,led.+,ground,black", "led.+ already carries led")]
    [InlineData("board.J3-15,led.+,led,teal\nboard.J3-16,led.-,sink,black", "board.J3-16 is neither in")]
    [InlineData("board.J3-15,led.+,led,teal\nboard.J3-15,led.x,led,red", "led is teal elsewhere")]
    public void A_wire_that_leads_nowhere_or_to_two_places_is_refused(string lines, string words)
    {
        Tree tree = Tree.Of(
            ("hardware/node/pins.csv", PinsHeader + "devkitc,led,2,output,none,J3-15,a strapping pin\n"),
            ("hardware/node/devkitc/bom.csv", BomHeader + "board,1,Board,Espressif,ESP32-DevKitC-32E,,\nled,1,LED,any,any,,\n"),
            ("hardware/node/devkitc/wiring.csv", "from,to,signal,colour\n" + lines + "\n"));

        Complaints.AssertOne(words, HardwareRules.Wiring(tree));
    }
}
