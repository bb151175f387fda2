using System.Text;

namespace Enviro.Cli;

/// <summary>A report of a batch as CSV (RFC 4180), a line a chip; lines are on disk as soon as their chip is done, and earlier ones are kept.</summary>
internal sealed class ProvisioningReport : IDisposable
{
    private const string Header = "serial,urn,thumbprint,address,result,step,detail,time";

    private readonly FileStream _file;

    internal ProvisioningReport(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (_file.Length == 0)
        {
            Append(Header);
            return;
        }

        // A line that a power cut broke off stays visible as one, and the next begins on its own.
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
        {
            Append("");
        }
    }

    internal void Add(ProvisionedChip chip, DateTimeOffset time) => Append(string.Join(',', new[]
    {
        chip.SerialNumber, chip.Urn, chip.Thumbprint, chip.ShortAddress, chip.Result, chip.Step, chip.Detail, Text.Time(time.ToUnixTimeMilliseconds()),
    }.Select(Quote)));

    public void Dispose() => _file.Dispose();

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
