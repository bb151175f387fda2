using System.Globalization;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// The configuration zone that a deployment gives its secure elements, read from the annotated table: one line a field, with offset, length, value in
/// hexadecimal and meaning. <c>hardware/node/atecc608-config.csv</c> is the one that is built in.
/// </summary>
public sealed class ChipConfiguration
{
    private const string Header = "offset,length,value,field,meaning";
    private const string ResourceName = "atecc608-config.csv";
    private const string FactoryValue = "factory";
    private const string LockPrefix = "lock:";
    private const int MaxFileLength = 65536;
    private const int RevisionOffset = 4;
    private const int AesEnableOffset = 13;
    private const int I2cEnableOffset = 14;

    private readonly byte[] _bytes = new byte[Atecc608Configuration.Length];
    private readonly byte[] _mask = new byte[Atecc608Configuration.Length];

    private ChipConfiguration(IReadOnlyList<Field> fields)
    {
        Fields = fields;
        foreach (Field field in fields)
        {
            field.Value.CopyTo(_bytes, field.Offset);
            field.Mask.CopyTo(_mask, field.Offset);
        }
    }

    /// <summary>One field of the zone.</summary>
    /// <param name="Offset">Its first byte.</param>
    /// <param name="Name">What the data sheet calls it.</param>
    /// <param name="Value">Its bytes in the finished chip; zeros where they are the maker's.</param>
    /// <param name="Mask">1 for each bit that must be so from the start: not the maker's, and not cleared by locking.</param>
    /// <param name="Meaning">Why it is so.</param>
    public sealed record Field(int Offset, string Name, byte[] Value, byte[] Mask, string Meaning);

    /// <summary>The table this program was built with.</summary>
    public static ChipConfiguration BuiltIn { get; } = LoadBuiltIn();

    /// <summary>The fields in the zone's order.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The 128 bytes of the finished chip, as a copy; zeros where they are the maker's.</summary>
    public byte[] Bytes => [.. _bytes];

    /// <summary>The 128 bytes' mask, as a copy, see <see cref="Field.Mask"/>.</summary>
    public byte[] Mask => [.. _mask];

    /// <summary>Reads a table from a file; <see cref="GatewayConfigurationException"/> says which line to mend.</summary>
    public static ChipConfiguration Load(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxFileLength
                ? Parse(File.ReadAllText(path), path)
                : throw new GatewayConfigurationException($"{path} is longer than {MaxFileLength} bytes");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Reads a table; every byte of the zone must be in it once, in order.</summary>
    public static ChipConfiguration Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines[0] != Header)
        {
            throw new GatewayConfigurationException($"{name}: the first line must be {Header}");
        }

        List<Field> fields = [];
        int next = 0;
        for (int i = 1; i < lines.Length; i++)
        {
            Field field = ParseField(lines[i]) ?? throw new GatewayConfigurationException(
                $"{name}, line {i + 1}: offset, length, a value of that length (hexadecimal, {FactoryValue}, or {LockPrefix} and hexadecimal), field and \"meaning\" are needed");
            if (field.Offset != next)
            {
                throw new GatewayConfigurationException($"{name}, line {i + 1}: {field.Name} begins at byte {field.Offset}; byte {next} comes next");
            }

            next += field.Value.Length;
            fields.Add(field);
        }

        return next == Atecc608Configuration.Length
            ? new ChipConfiguration(fields)
            : throw new GatewayConfigurationException($"{name}: {next} of {Atecc608Configuration.Length} bytes are there");
    }

    /// <summary>The same table with another value of one field, such as a secure boot mode.</summary>
    public ChipConfiguration With(string fieldName, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Field old = Fields.Single(field => field.Name == fieldName);
        ArgumentOutOfRangeException.ThrowIfNotEqual(value.Length, old.Value.Length, nameof(value));
        return new ChipConfiguration([.. Fields.Select(field => field == old ? field with { Value = value } : field)]);
    }

    /// <summary>The zone of a finished chip: this table's bytes over those of the maker in <paramref name="zone"/>.</summary>
    public byte[] Finish(byte[] zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        byte[] finished = [.. zone];
        foreach (Field field in Fields.Where(field => !IsFactory(field)))
        {
            field.Value.CopyTo(finished, field.Offset);
        }

        return finished;
    }

    /// <summary>
    /// The configuration digest (see <see cref="Atecc608Configuration.ConfigurationDigest"/>) of a finished ATECC608B, whose maker wrote revision
    /// 00 00 60 03, AES_Enable 01, I2C_Enable 01 and a reserved 00.
    /// </summary>
    public byte[] DigestOfAtecc608B()
    {
        byte[] zone = new byte[Atecc608Configuration.Length];
        byte[] maker = [0x00, 0x00, 0x60, 0x03];
        maker.CopyTo(zone, RevisionOffset);
        zone[AesEnableOffset] = 0x01;
        zone[I2cEnableOffset] = 0x01;
        return Atecc608Configuration.ConfigurationDigest(Finish(zone));
    }

    /// <summary>Whether a zone has every bit that must be so; counters, which move in use, are not looked at.</summary>
    public bool IsIn(byte[] zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Fields
            .Where(field => !field.Name.StartsWith("Counter", StringComparison.Ordinal))
            .All(field => Enumerable.Range(0, field.Value.Length).All(i => ((zone[field.Offset + i] ^ field.Value[i]) & field.Mask[i]) == 0));
    }

    private static bool IsFactory(Field field) => field.Mask.All(bits => bits == 0) && !field.Name.Contains("Lock", StringComparison.Ordinal);

    private static Field? ParseField(string line)
    {
        string[] parts = line.Split(',', 5);
        if (parts.Length != 5 || !TryNumber(parts[0], out int offset) || !TryNumber(parts[1], out int length) || length == 0
            || parts[3].Length == 0 || parts[4].Length < 3 || parts[4][0] != '"' || parts[4][^1] != '"')
        {
            return null;
        }

        string meaning = parts[4][1..^1];
        if (parts[2] == FactoryValue)
        {
            return new Field(offset, parts[3], new byte[length], new byte[length], meaning);
        }

        bool isLock = parts[2].StartsWith(LockPrefix, StringComparison.Ordinal);
        string digits = isLock ? parts[2][LockPrefix.Length..] : parts[2];
        if (digits.Length != 2 * length || !digits.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        // Locking clears bits: those that stay 1 must be 1 all the time, the others are 0 only in the end.
        byte[] value = Convert.FromHexString(digits);
        byte[] mask = isLock ? [.. value] : [.. Enumerable.Repeat((byte)0xFF, length)];
        return new Field(offset, parts[3], value, mask, meaning);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Atecc608Configuration.Length;

    private static ChipConfiguration LoadBuiltIn()
    {
        using Stream resource = typeof(ChipConfiguration).Assembly.GetManifestResourceStream(ResourceName)!;
        using StreamReader reader = new(resource);
        return Parse(reader.ReadToEnd(), ResourceName);
    }
}
