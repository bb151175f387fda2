using System.Text;
using System.Text.Json;

namespace Enviro.Cli;

/// <summary>The two files a board's program reads at its start, and nanoff's list of them, in a folder only this user can enter; gone when disposed.</summary>
internal sealed class FlashFiles : IDisposable
{
    /// <summary>Where the board reads which variant it is.</summary>
    internal const string BoardFile = @"I:\board";

    /// <summary>Where the board reads the digest of its firmware.</summary>
    internal const string FirmwareFile = @"I:\firmware";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enviro-flash-");

    /// <summary>Writes the files for the board at a port.</summary>
    internal FlashFiles(string port, string board, string digest)
    {
        string boardPath = Write("board", Encoding.ASCII.GetBytes(board));
        string firmwarePath = Write("firmware", Encoding.ASCII.GetBytes(digest));
        using MemoryStream list = new();
        using (Utf8JsonWriter writer = new(list))
        {
            writer.WriteStartObject();
            writer.WriteString("serialport", port);
            writer.WriteStartArray("files");
            WriteFile(writer, BoardFile, boardPath);
            WriteFile(writer, FirmwareFile, firmwarePath);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        ListPath = Write("files.json", list.ToArray());
    }

    /// <summary>Path of the list.</summary>
    internal string ListPath { get; }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private static void WriteFile(Utf8JsonWriter writer, string destination, string source)
    {
        writer.WriteStartObject();
        writer.WriteString("DestinationFilePath", destination);
        writer.WriteString("SourceFilePath", source);
        writer.WriteEndObject();
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.FullName, name);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, options);
        file.Write(content);
        return path;
    }
}
