using System.Text;

namespace Enviro.Benchmarks;

/// <summary>A table in Markdown. A column whose name ends with a colon is set to the right, as figures are.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder _text = new();

    /// <summary>Starts a table with its head.</summary>
    internal MarkdownTable(params string[] columns)
    {
        Add([.. columns.Select(column => column.TrimEnd(':'))]);
        Add([.. columns.Select(column => column.EndsWith(':') ? "---:" : "---")]);
    }

    /// <summary>Adds a row.</summary>
    internal void Add(params string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>The table, ending with a line's end.</summary>
    public override string ToString() => _text.ToString();
}
