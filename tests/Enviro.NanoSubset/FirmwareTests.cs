namespace Enviro.NanoSubset;

/// <summary>The gate itself: every firmware project, as it stands in the repository, runs on the device.</summary>
public class FirmwareTests
{
    public static TheoryData<string> Projects => [.. FirmwareProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Firmware_uses_only_what_the_device_has(string project)
    {
        IReadOnlyList<Violation> found = NanoGate.Judge(FirmwareBuild.Of(FirmwareProject.Named(project)));

        Assert.True(found.Count == 0, $"{project} does not run on the device:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("List<int> all = new List<int>();", "`List<int>` does not compile for the device", "ArrayList, or an array with a count,")]
    [InlineData("class Box<T> { T? value; }", "`class Box<T>` (generics crash or hang the device)", GenericRule.InsteadOfOwn)]
    public void One_construct_added_to_the_real_node_fails_the_gate(string member, string construct, string instead)
    {
        FirmwareProject node = FirmwareProject.Named("Enviro.Node");
        SourceFile added = new("firmware/Enviro.Node/Added.cs", $"namespace Enviro.Node;\n\ninternal class Added\n{{\n    {member}\n}}\n");

        IReadOnlyList<Violation> found = NanoGate.Judge(FirmwareBuild.Of(node, [.. node.Sources(), added]));

        Assert.NotEmpty(node.Sources());
        Assert.All(found, violation => Assert.Equal((added.Path, 5), (violation.File, violation.Line)));
        Assert.Contains(found, violation => violation.Construct.StartsWith(construct, StringComparison.Ordinal) && violation.Instead == instead);
    }

    [Fact]
    public void A_project_may_use_no_listing_the_table_does_not_give_it()
    {
        FirmwareProject wire = FirmwareProject.Named("Enviro.Wire");
        SourceFile added = new("firmware/Enviro.Wire/Added.cs", "class Added { System.Collections.Hashtable? table; }");

        Assert.Contains(NanoGate.Judge(FirmwareBuild.Of(wire, [added])), violation => violation.File == added.Path);
    }

    [Fact]
    public void The_board_s_program_is_judged_by_the_board_s_libraries()
    {
        FirmwareProject board = FirmwareProject.Named("Enviro.Node.Esp32");
        SourceFile added = new(
            "firmware/Enviro.Node.Esp32/Added.cs",
            "namespace Enviro.Node.Esp32;\n\ninternal class Added\n{\n    internal void Run() => nanoFramework.Hardware.Esp32.Sleep.StartDeepSleep(1);\n}\n");

        IReadOnlyList<Violation> found = NanoGate.Judge(FirmwareBuild.Of(board, [.. board.Sources(), added]));

        Assert.NotEmpty(board.Sources());
        Violation only = Assert.Single(found);
        Assert.Equal((added.Path, 5), (only.File, only.Line));
    }

    [Theory]
    [InlineData("class Added { static void Run() { } }")]
    [InlineData("class Added { static void Main() { } } class Other { static void Main() { } }")]
    public void A_program_without_a_start_or_with_two_is_refused(string source)
    {
        FirmwareProject selfTest = FirmwareProject.Named("Enviro.Wire.SelfTest");

        Assert.NotEmpty(NanoGate.Judge(FirmwareBuild.Of(selfTest, [new SourceFile("firmware/Enviro.Wire.SelfTest/Added.cs", source)])));
    }

    [Fact]
    public void The_half_of_a_pair_written_for_dot_net_is_not_compiled_for_the_device() =>
        Assert.All(FirmwareProject.All.SelectMany(project => project.Sources()), source => Assert.False(source.Path.EndsWith(".Net.cs", StringComparison.Ordinal)));
}
