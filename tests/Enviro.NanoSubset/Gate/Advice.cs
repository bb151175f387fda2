namespace Enviro.NanoSubset;

/// <summary>What to write in the place of well-known names the device's class libraries lack.</summary>
internal static class Advice
{
    /// <summary>When nothing better is known.</summary>
    public const string WhatIsListed = "only what tests/Enviro.NanoSubset/Api lists";

    private const string Loop = "a loop";
    private const string Offsets = "byte[] with an offset and a count";
    private const string Collections = "ArrayList, or an array with a count,";
    private const string Step = "a step that returns when it wants to be called next";
    private const string Endian = "shifts and masks";
    private const string BuiltHash = "the SHA-256 of Enviro.Wire or the secure element's";
    private const string OwnDelegate = GenericRule.InsteadOfDelegate;
    private const string Test = "a test before the arithmetic";

    private static readonly Dictionary<string, string> s_types = new()
    {
        ["List"] = Collections,
        ["IList"] = Collections,
        ["IEnumerable"] = "an array",
        ["IReadOnlyList"] = "an array",
        ["Generic"] = "System.Collections (ArrayList, Hashtable, Queue) or arrays",
        ["Dictionary"] = "Hashtable with string or whole-number keys",
        ["HashSet"] = "Hashtable with string or whole-number keys",
        ["Span"] = Offsets,
        ["ReadOnlySpan"] = Offsets,
        ["Memory"] = Offsets,
        ["ReadOnlyMemory"] = Offsets,
        ["Nullable"] = "a bool beside the value, or `bool Try…(out …)`",
        ["ValueTuple"] = "out parameters or a small class",
        ["Tuple"] = "out parameters or a small class",
        ["Task"] = Step,
        ["Tasks"] = Step,
        ["ValueTask"] = Step,
        ["ThreadPool"] = Step,
        ["Lock"] = "lock on an object",
        ["Linq"] = Loop,
        ["Predicate"] = OwnDelegate,
        ["Func"] = OwnDelegate,
        ["Action"] = OwnDelegate,
        ["Comparison"] = "IComparer",
        ["IEquatable"] = "Equals(object), or a method with a name of its own,",
        ["IComparable"] = "a comparison method with a name of its own",
        ["SHA256"] = BuiltHash,
        ["IncrementalHash"] = BuiltHash,
        ["ECDsa"] = "the port ISecureElement",
        ["RandomNumberGenerator"] = "the secure element's random numbers, behind a port,",
        ["HMACSHA256"] = "the HMAC of Enviro.Wire, or a port,",
        ["CryptographicOperations"] = "a loop that ORs the differences of all bytes",
        ["BigInteger"] = "long, or a byte array",
        ["BitOperations"] = Endian,
        ["BinaryPrimitives"] = Endian,
        ["Buffers"] = Endian + " over byte[]",
        ["Buffer"] = "Array.Copy",
        ["MemoryStream"] = Offsets,
        ["Stream"] = Offsets,
        ["DateTimeOffset"] = "DateTime in UTC, or Unix milliseconds as long",
        ["TimeProvider"] = "the time as a parameter of Step",
        ["Stopwatch"] = "the time as a parameter of Step",
        ["Environment"] = "the time as a parameter of Step",
        ["Activator"] = "`new`, in a switch over the kinds",
        ["StringComparison"] = "`==` or string.Compare, which are ordinal on the device,",
        ["StringComparer"] = "`==` or string.Compare, which are ordinal on the device,",
        ["InvariantCulture"] = "ToString() without a culture",
        ["DivideByZeroException"] = Test,
        ["OverflowException"] = Test,
        ["ArithmeticException"] = Test,
        ["UnreachableException"] = "InvalidOperationException",
        ["KeyNotFoundException"] = "a return value that says so",
        ["Half"] = "float",
        ["Int128"] = "long, or a byte array",
        ["Index"] = "an int",
        ["Range"] = "an offset and a count",
        ["HashCode"] = "arithmetic on the parts' hash codes",
        ["MathF"] = "Math with a cast",
        ["CallerFilePath"] = "a constant",
        ["InlineArray"] = "an array",
    };

    private static readonly Dictionary<string, string> s_members = new()
    {
        ["Array.Sort"] = "an insertion into place, or a loop,",
        ["Array.Resize"] = "`new` and Array.Copy",
        ["Array.Reverse"] = Loop,
        ["Array.Fill"] = Loop,
        ["Array.Empty"] = "`new byte[0]`, in a static field if it is returned often,",
        ["Array.Exists"] = Loop,
        ["Array.Find"] = Loop,
        ["Array.Clear"] = "`Array.Clear(array, 0, array.Length)`",
        ["string.Replace"] = "StringBuilder.Replace",
        ["string.Join"] = "StringBuilder.Append in a loop",
        ["string.Contains"] = "IndexOf(…) >= 0",
        ["string.IsNullOrWhiteSpace"] = "string.IsNullOrEmpty",
        ["string.ToUpperInvariant"] = "ToUpper(), which is invariant on the device,",
        ["string.ToLowerInvariant"] = "ToLower(), which is invariant on the device,",
        ["string.Create"] = "string concatenation",
        ["char.IsDigit"] = "`c >= '0' && c <= '9'`",
        ["char.IsAsciiDigit"] = "`c >= '0' && c <= '9'`",
        ["char.IsLetter"] = "comparisons with 'A', 'Z', 'a' and 'z'",
        ["char.IsWhiteSpace"] = "a comparison with ' '",
        ["Encoding.ASCII"] = "Encoding.UTF8",
        ["Encoding.GetString"] = "`Encoding.UTF8.GetString(bytes, 0, bytes.Length)`",
        ["Convert.ToHexString"] = "a loop over the nibbles",
        ["Convert.FromHexString"] = "a loop over the nibbles",
        ["DateTime.Now"] = "the time as a parameter of Step, in UTC,",
        ["Enum.Parse"] = "a switch over the names",
        ["Enum.IsDefined"] = "a switch over the values",
        ["Enum.GetValues"] = "an array of the values",
        ["Thread.Start"] = "a field the thread reads",
        ["MethodImplOptions.AggressiveInlining"] = "no attribute",
        ["ArgumentOutOfRangeException.ThrowIfNegative"] = "`if (…) throw`",
        ["ArgumentOutOfRangeException.ThrowIfGreaterThan"] = "`if (…) throw`",
    };

    private static readonly HashSet<string> s_linq =
    [
        "Aggregate", "All", "Any", "Append", "AsSpan", "Average", "Concat", "Contains", "Count", "Distinct", "First", "FirstOrDefault", "GroupBy", "Last", "Max",
        "Min", "OrderBy", "Reverse", "Select", "SequenceEqual", "Single", "Skip", "Sum", "Take", "ToArray", "ToList", "Where", "Zip",
    ];

    /// <summary>What to use for a type or namespace, by its simple name; null if nothing is known.</summary>
    public static string? ForType(string name) => s_types.GetValueOrDefault(name);

    /// <summary>What to use for a member of a type shown as C# writes it, e.g. "string", "Replace"; null if nothing is known.</summary>
    public static string? ForMember(string type, string name) =>
        s_members.GetValueOrDefault($"{type}.{name}")
        ?? (type is "string" or "ArrayList" || type.EndsWith(']') ? s_linq.Contains(name) ? Loop : null : null);
}
