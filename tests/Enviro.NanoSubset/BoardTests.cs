using System.Xml.Linq;

using Microsoft.CodeAnalysis;

namespace Enviro.NanoSubset;

/// <summary>The board's program agrees with the hardware it runs on, and with the version it claims.</summary>
public class BoardTests
{
    private const string Header = "board,signal,gpio,direction,pull,connector,note";

    private static Compilation Board => FirmwareBuild.Of(FirmwareProject.Named("Enviro.Node.Esp32")).Compilation;

    [Fact]
    public void The_pins_are_those_of_the_pin_map_and_no_others()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "hardware", "node", "pins.csv"));
        Assert.Equal(Header, lines[0]);
        (string Board, string Signal, int Gpio)[] map = [.. lines[1..].Where(line => line.Length > 0).Select(line => line.Split(',')).Select(cells => (cells[0], cells[1], int.Parse(cells[2], null)))];

        Assert.Equal(["core2-aws", "devkitc"], map.Select(row => row.Board).Distinct().Order());
        foreach (IGrouping<string, (string Board, string Signal, int Gpio)> board in map.GroupBy(row => row.Board))
        {
            Assert.Equal(
                board.Select(row => $"{Plain(row.Signal)}={row.Gpio}").Order(),
                ConstantsOf($"{Plain(board.Key)}pins").Select(field => $"{Plain(field.Name)}={field.ConstantValue}").Order());
        }
    }

    [Fact]
    public void The_firmware_s_version_is_the_repository_s()
    {
        string? version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        ISymbol stated = Board.GetTypeByMetadataName("Enviro.Node.Esp32.Program")!.GetMembers("Version").Single();

        Assert.Equal(version, ((IFieldSymbol)stated).ConstantValue);
    }

    private static IEnumerable<IFieldSymbol> ConstantsOf(string name) =>
        Board.Assembly.GlobalNamespace.GetNamespaceMembers().Single(space => space.Name == "Enviro")
            .GetNamespaceMembers().Single(space => space.Name == "Node")
            .GetNamespaceMembers().Single(space => space.Name == "Esp32")
            .GetTypeMembers().Single(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .GetMembers().OfType<IFieldSymbol>().Where(field => field.IsConst);

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
