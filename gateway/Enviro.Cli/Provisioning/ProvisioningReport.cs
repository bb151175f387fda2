using System.Text;

namespace Enviro.Cli;

/// <summary>A report of a batch as CSV (RFC 4180), a line a chip or board; lines are on disk as soon as it is done, and earlier ones are kept.</summary>
internal sealed class ProvisioningReport : IDisposable
{
    /// <summary>Columns of a batch of chips.</summary>
    internal const string ChipColumns = "serial,urn,thumbprint,address,result,step,detail,time";

    /// <summary>Columns of a tray of boards.</summary>
    internal const string BoardColumns = "port,serial,urn,thumbprint,address,result,step,detail,time";

    private readonly FileStream _file;

    internal ProvisioningReport(string path, string columns)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (_file.Length == 0)
        {
            Append(columns);
            return;
        }

        using (StreamReader reader = new(_file, leaveOpen: true))
        {
            if (reader.ReadLine() is { } found && found != columns)
            {
                _file.Dispose();
                throw new IOException($"{path} is another report: its first line is not {columns}. Name another file with --report.");
            }
        }

        // A line that a power cut broke off stays visible as one, and the next begins on its own.
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
        {
            Append("");
        }
    }

    internal void Add(ProvisionedChip chip, DateTimeOffset time) => AppendRow(
        chip.SerialNumber, chip.Urn, chip.Thumbprint, chip.ShortAddress, chip.Result, chip.Step, chip.Detail, Text.Time(time.ToUnixTimeMilliseconds()));

    internal void Add(FlashedBoard board, DateTimeOffset time) => AppendRow(
        board.Port, board.SerialNumber, board.Urn, board.Thumbprint, board.ShortAddress, board.Result, board.Step, board.Detail, Text.Time(time.ToUnixTimeMilliseconds()));

    public void Dispose() => _file.Dispose();

    private void AppendRow(params string[] values) => Append(string.Join(',', values.Select(Quote)));

    private void Append(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\r\n"));
        _file.Flush(flushToDisk: true);
    }

    private static string Quote(string text)
    {
        string line = text.TrimEnd('\n').Replace("\n", "; ", StringComparison.Ordinal);
        return line.AsSpan().IndexOfAny(",\"\r") < 0 ? line : $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
