using System.Text;

namespace Enviro.Tidy.Tests;

/// <summary>A table of hardware/: comma-separated, one header line, fields quoted as in RFC 4180 where they hold a comma.</summary>
internal sealed class CsvTable
{
    private readonly List<Row> _rows = [];

    private CsvTable(string path, string header)
    {
        Path = path;
        Header = header;
    }

    /// <summary>One line, by the names of the header.</summary>
    public sealed record Row(string Path, int Line, IReadOnlyDictionary<string, string> Fields)
    {
        public string this[string name] => Fields[name];

        public string Where => $"{Path}:{Line}";
    }

    public string Path { get; }

    /// <summary>The first line as it stands.</summary>
    public string Header { get; }

    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>What is wrong with the table's form: a line with more or fewer fields than the header.</summary>
    public List<string> Complaints { get; } = [];

    public static CsvTable Read(Tree tree, string path)
    {
        string[] lines = tree.Text(path).TrimEnd('\n').Split('\n');
        CsvTable table = new(path, lines[0]);
        string[] names = lines[0].Split(',');
        for (int i = 1; i < lines.Length; i++)
        {
            string[] fields = Split(lines[i]);
            if (fields.Length != names.Length)
            {
                table.Complaints.Add($"{path}:{i + 1}: {fields.Length} fields, the header has {names.Length}.");
                continue;
            }

            table._rows.Add(new Row(path, i + 1, Enumerable.Range(0, names.Length).ToDictionary(n => names[n], n => fields[n])));
        }

        return table;
    }

    private static string[] Split(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
