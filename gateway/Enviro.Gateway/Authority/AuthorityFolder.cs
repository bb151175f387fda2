using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Enviro.Gateway;

/// <summary>What <c>authority/authority.json</c> in a data folder says.</summary>
public sealed class AuthorityOptions
{
    /// <summary>The authority's name: its common name, and its certificate's file <c>trust/NAME.pem</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its key as a URI, like those of <see cref="GatewayOptions"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>The deployment's IANA enterprise number, of which node URNs are made.</summary>
    public uint Enterprise { get; set; }
}

/// <summary>
/// The files of an authority in a data folder: <c>authority/authority.json</c>, and <c>authority/issued/SERIAL.json</c>, a record a chip. Each is
/// written whole or not at all.
/// </summary>
internal sealed class AuthorityFolder(string directory) : IIssuedRecords
{
    internal const string Name = "authority";

    private const int MaxFileLength = 65536;

    private readonly string _folder = Path.Combine(directory, Name);

    private string OptionsPath => Path.Combine(_folder, "authority.json");

    /// <summary>The options; null where no authority was made.</summary>
    internal AuthorityOptions? ReadOptions() => Read(OptionsPath, AuthorityJson.Default.AuthorityOptions);

    internal void WriteOptions(AuthorityOptions options) => Write(OptionsPath, JsonSerializer.SerializeToUtf8Bytes(options, AuthorityJson.Default.AuthorityOptions));

    public IssuedRecord? Find(byte[] serialNumber)
    {
        string serial = Convert.ToHexStringLower(serialNumber);
        IssuedRecord? record = Read(PathOf(serial), AuthorityJson.Default.IssuedRecord);
        return record is null || record.SerialNumber == serial
            ? record
            : throw new GatewayConfigurationException($"{PathOf(serial)} is the record of another chip, {record.SerialNumber}. Restore it from a backup.");
    }

    // COMMIT POINT: the certificate is on record when this returns; only then may the chip store it.
    public void Store(IssuedRecord record) =>
        Write(PathOf(record.SerialNumber), JsonSerializer.SerializeToUtf8Bytes(record, AuthorityJson.Default.IssuedRecord));

    private string PathOf(string serial) => Path.Combine(_folder, "issued", serial + ".json");

    private static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return new FileInfo(path).Length > MaxFileLength
                ? throw new GatewayConfigurationException($"{path} is longer than {MaxFileLength} bytes")
                : JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new GatewayConfigurationException($"{path} holds null");
        }
        catch (JsonException wrong)
        {
            throw new GatewayConfigurationException($"{path}: {wrong.Message} Restore it from a backup.", wrong);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    internal static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string unfinished = path + ".new";
        using (FileStream file = new(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
