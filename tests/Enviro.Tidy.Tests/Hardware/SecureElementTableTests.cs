using System.Globalization;

namespace Enviro.Tidy.Tests;

/// <summary>Every byte of the secure element's configuration zone is said to be so for a reason. What the bits mean is tested beside the program that writes them.</summary>
public class SecureElementTableTests
{
    private const string Table = "hardware/node/atecc608-config.csv";
    private const int ZoneLength = 128;

    [Fact]
    public void Every_byte_has_a_reason() => Complaints.AssertNone(Unexplained(Tree.OfRepository));

    [Fact]
    public void A_byte_without_one_is_refused_wherever_it_is()
    {
        string text = Tree.OfRepository.Text(Table);
        foreach (CsvTable.Row row in CsvTable.Read(Tree.OfRepository, Table).Rows)
        {
            string[] lines = text.Split('\n');
            string line = lines[row.Line - 1];
            lines[row.Line - 1] = line[..line.IndexOf('"', StringComparison.Ordinal)] + "\"-\"";
            Assert.Contains(Unexplained(Tree.Of((Table, string.Join('\n', lines)))), complaint => complaint.StartsWith($"byte {row["offset"]} ", StringComparison.Ordinal));

            lines[row.Line - 1] = lines[0];
            Assert.NotEmpty(Unexplained(Tree.Of((Table, string.Join('\n', lines.Where((_, i) => i != row.Line - 1))))));
        }
    }

    private static List<string> Unexplained(Tree tree)
    {
        CsvTable table = CsvTable.Read(tree, Table);
        List<string> complaints = [.. table.Complaints];
        string?[] reasons = new string?[ZoneLength];
        foreach (CsvTable.Row row in table.Rows)
        {
            int offset = int.Parse(row["offset"], CultureInfo.InvariantCulture);
            int length = int.Parse(row["length"], CultureInfo.InvariantCulture);
            for (int i = offset; i < offset + length; i++)
            {
                if (reasons[i] is not null)
                {
                    complaints.Add($"byte {i} is there twice.");
                }

                reasons[i] = row["meaning"];
            }
        }

        for (int i = 0; i < ZoneLength; i++)
        {
            // A reason has at least two words.
            if (reasons[i] is not string reason || !reason.Trim().Contains(' ', StringComparison.Ordinal))
            {
                complaints.Add($"byte {i} has no reason.");
            }
        }

        return complaints;
    }
}
