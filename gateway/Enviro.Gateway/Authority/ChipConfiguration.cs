using System.Globalization;
using System.Reflection;
using System.Text;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// The configuration zone a node's ATECC608B is given, read from the annotated file <c>hardware/node/atecc608-config.csv</c>: the one source of truth, which
/// this assembly carries as it is.
/// </summary>
/// <remarks>Columns offset, length, value, field, meaning. A value is hexadecimal; <c>factory</c> is the maker's and different in each chip,
/// <c>factory:XX</c> the maker's and the same in all; <c>lock:XX</c> is reached by locking.</remarks>
public sealed class ChipConfiguration
{
    private const string ResourceName = "atecc608-config.csv";
    private const string Factory = "factory";
    private const string Lock = "lock:";
    private const int UserExtraOffset = 84;
    private const int CounterOffset = 52;
    private const int CounterLength = 16;

    private ChipConfiguration(IReadOnlyList<ChipField> fields)
    {
        Fields = fields;
        foreach (ChipField field in fields)
        {
            bool isFactory = field.Value.StartsWith(Factory, StringComparison.Ordinal);
            bool isLock = field.Value.StartsWith(Lock, StringComparison.Ordinal);
            string hex = isFactory ? field.Value[Factory.Length..].TrimStart(':') : isLock ? field.Value[Lock.Length..] : field.Value;
            byte[] bytes = hex.Length == 0 ? new byte[field.Length] : Convert.FromHexString(hex);
            if (bytes.Length != field.Length)
            {
                throw new FormatException($"{field.Name}: {field.Value} does not have {field.Length} bytes.");
            }

            bytes.CopyTo(Finished, field.Offset);

            // SlotLocked shares a word with what is written, and is FFFF until slots are locked.
            (isLock ? [.. Enumerable.Repeat((byte)0xFF, field.Length)] : bytes).CopyTo(Written, field.Offset);

            // UserExtra cannot be written with the zone; it is 00 from the factory and stays so.
            bool isCounter = field.Offset is >= CounterOffset and < CounterOffset + CounterLength;
            Mask.AsSpan(field.Offset, field.Length).Fill(isFactory || isLock || isCounter ? (byte)0 : (byte)0xFF);
        }

        Finished[UserExtraOffset] = Written[UserExtraOffset];
    }

    /// <summary>The fields in the order of the zone: every byte once.</summary>
    public IReadOnlyList<ChipField> Fields { get; }

    /// <summary>The zone as it is written, 128 bytes.</summary>
    public byte[] Written { get; } = new byte[Atecc608Configuration.Length];

    /// <summary>FF where a chip must agree with <see cref="Written"/>, 00 where the maker, locking or use decide; 128 bytes.</summary>
    public byte[] Mask { get; } = new byte[Atecc608Configuration.Length];

    /// <summary>The zone of a finished chip, with zeros for the serial number; 128 bytes.</summary>
    public byte[] Finished { get; } = new byte[Atecc608Configuration.Length];

    /// <summary>The name of this configuration in a policy (<see cref="Atecc608Configuration.ConfigurationDigest"/>), 32 bytes.</summary>
    public byte[] Digest => Atecc608Configuration.ConfigurationDigest(Finished);

    /// <summary>The configuration this program carries.</summary>
    public static ChipConfiguration Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads a file of the same form; <see cref="FormatException"/> says which line is wrong.</summary>
    public static ChipConfiguration Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<ChipField> fields = [];
        int next = 0;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1))
        {
            string[] parts = line.Split(',', 5);
            bool isField = parts.Length == 5
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int offset)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                && offset == next
                && length > 0
                && offset + length <= Atecc608Configuration.Length;
            if (!isField)
            {
                throw new FormatException($"Not the field at offset {next}, with its length, value, name and meaning: {line}");
            }

            fields.Add(new ChipField(next, int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], parts[3], parts[4].Trim('"')));
            next += fields[^1].Length;
        }

        return next == Atecc608Configuration.Length ? new ChipConfiguration(fields) : throw new FormatException($"The zone has 128 bytes; the file ends at {next}.");
    }
}

/// <summary>A field of the configuration zone.</summary>
/// <param name="Offset">Where it begins, 0 … 127.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Value">What it is, see <see cref="ChipConfiguration"/>.</param>
/// <param name="Name">Its name in the data sheet.</param>
/// <param name="Meaning">Why it is so.</param>
public sealed record ChipField(int Offset, int Length, string Value, string Name, string Meaning);
