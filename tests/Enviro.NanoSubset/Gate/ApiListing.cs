using System.Globalization;

namespace Enviro.NanoSubset;

/// <summary>
/// The public face of one class library of the device, as listed in Api/NAME.txt (grammar: Api/README.md).
/// What is not listed does not exist on the device.
/// </summary>
internal sealed class ApiListing
{
    private ApiListing(string name, string version, IReadOnlyList<string> references, IReadOnlyList<ApiType> types)
    {
        Name = name;
        Version = version;
        References = references;
        Types = types;
    }

    public string Name { get; }

    public string Version { get; }

    /// <summary>Names of the listings this one stands on, in the order of its R lines; empty for mscorlib.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>All types, outer types before their nested ones, internal ones last.</summary>
    public IReadOnlyList<ApiType> Types { get; }

    /// <summary>Reads a listing; a line of unknown kind or a count that differs from the first line's is refused.</summary>
    /// <exception cref="FormatException">The text is not a listing; the message names the line.</exception>
    public static ApiListing Parse(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] head = lines.Length == 0 ? [] : lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (head.Length != 8 || head[0] != "#")
        {
            throw new FormatException("A listing starts with '# NAME VERSION  types=… members=… explicit=… hidden=… internal=…'.");
        }

        List<string> references = [];
        List<ApiType> types = [];
        Dictionary<char, int> counts = new() { ['R'] = 0, ['T'] = 0, ['M'] = 0, ['X'] = 0, ['H'] = 0, ['I'] = 0 };
        for (int i = 1; i < lines.Length; i++)
        {
            char kind = ReadLine(lines[i], references, types)
                ?? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{head[1]}.txt:{i + 1}: unknown line '{lines[i]}'."));
            counts[kind]++;
        }

        string found = string.Create(CultureInfo.InvariantCulture,
            $"types={counts['T']} members={counts['M']} explicit={counts['X']} hidden={counts['H']} internal={counts['I']}");
        string stated = string.Join(' ', head[3..]);
        if (found != stated)
        {
            throw new FormatException($"{head[1]}.txt: the first line states {stated}, the lines below are {found}.");
        }

        return new ApiListing(head[1], head[2], references, types);
    }

    private static char? ReadLine(string line, List<string> references, List<ApiType> types)
    {
        switch (line)
        {
            case ['R', ' ', ..]:
                references.Add(line.Split(' ')[1]);
                return 'R';
            case ['T', ' ', ..]:
                int bar = line.IndexOf(" | ", StringComparison.Ordinal);
                if (bar < 0)
                {
                    return null;
                }

                types.Add(new ApiType(line[2..bar], line[(bar + 3)..]));
                return 'T';
            case ['I', ' ', ..]:
                types.Add(ApiType.Internal(line[2..]));
                return 'I';
            case [' ', 'M' or 'X' or 'H', ' ', ..] when types.Count > 0:
                types[^1].Members.Add(line[3..]);
                return line[1];
            default:
                return null;
        }
    }
}

/// <summary>One T or I line with the member lines under it.</summary>
internal sealed record ApiType(string MetadataName, string Header)
{
    /// <summary>Declarations of the members: public ones, explicit implementations and those only the compiler sees.</summary>
    public List<string> Members { get; } = [];

    /// <summary>A type known by name only, so that naming it gives "inaccessible" and its namespace exists.</summary>
    public static ApiType Internal(string metadataName) =>
        new(metadataName, $"internal class {metadataName[(metadataName.LastIndexOfAny(['.', '+']) + 1)..]}");
}
