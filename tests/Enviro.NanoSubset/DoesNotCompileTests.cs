namespace Enviro.NanoSubset;

/// <summary>What the device's compiler refuses: the report names the line and says what the device has instead.</summary>
public class DoesNotCompileTests
{
    /// <summary>A declaration, its marked lines, and words of the advice.</summary>
    public static TheoryData<string, string> Declarations => new()
    {
        { "class C {\nint? Maybe; // refused\n}", "a bool beside the value" },
        { "class C { IEnumerable All() {\nyield return 1; // refused\n} }", "fills an array" },
        { "class C {\nasync void M() { } // refused\n}", "returns when it wants to be called next" },
        { "class C {\nSystem.Threading.Tasks.Task? M() { return null; } // refused\n}", "returns when it wants to be called next" },
        { "record R(int X); // refused", "a class or struct" },
        { "record struct R(int X); // refused", "a class or struct" },
        { "class C {\nvolatile int x; // refused\n}", "lock or Interlocked" },
        { "class C {\npublic required int X { get; init; } // refused\n}", "a constructor parameter" },
        { "class C {\n(int, int) M() { return default; } // refused\n}", "out parameters" },
        { "using System.Linq; // refused\nclass C { }", "a loop" },
        { "using System.Collections.Generic; // refused\nclass C { }", "ArrayList" },
        { "using System.Threading.Tasks; // refused\nclass C { }", "returns when it wants to be called next" },
        { "class C : IEquatable<C> { // refused\npublic bool Equals(C? o) { return true; } }", "Equals(object)" },
    };

    /// <summary>Statements, all on one line, and words of the advice.</summary>
    public static TheoryData<string, string> Statements => new()
    {
        { "count = any?.GetHashCode() ?? 1;", "an `if` with `!= null`" },
        { "var t = (1, 2);", "out parameters" },
        { "count = bytes[^1];", "x[x.Length - n]" },
        { "bytes = bytes[..1];", "an offset and a count" },
        { "bool b = bytes is [1, 2];", "a test of Length" },
        { "var b = \"abc\"u8;", "a byte array" },
        { "decimal d = 1.0m;", "a power of ten" },
        { "var a = new { X = 1 };", "a small class" },
        { "dynamic d = any; d.Run();", "object and a cast" },
        { "byte[] b = [.. bytes, 2];", "Array.Copy" },
        { "var q = from b in bytes where b > 0 select b;", "a loop" },
        { "var q = bytes.Where(b => b > 0);", "a loop" },
        { "var l = new System.Collections.Generic.List<int>();", "ArrayList" },
        { "Dictionary<string, int> d = null!;", "Hashtable" },
        { "Span<byte> s = bytes;", "byte[] with an offset and a count" },
        { "System.ReadOnlySpan<byte> s = bytes;", "byte[] with an offset and a count" },
        { "bytes = System.Security.Cryptography.SHA256.HashData(bytes);", "the SHA-256 of Enviro.Wire" },
        { "bytes = SHA256.HashData(bytes);", "the SHA-256 of Enviro.Wire" },
        { "RandomNumberGenerator.Fill(bytes);", "behind a port" },
        { "BigInteger b = 1;", "a byte array" },
        { "count = BitOperations.PopCount(1u);", "shifts and masks" },
        { "System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes);", "shifts and masks" },
        { "Buffer.BlockCopy(bytes, 0, bytes, 0, 1);", "Array.Copy" },
        { "ThreadPool.QueueUserWorkItem(null);", "returns when it wants to be called next" },
        { "DateTimeOffset d = default;", "DateTime in UTC" },
        { "any = Activator.CreateInstance(typeof(string));", "`new`" },
        { "bool b = text.Equals(\"b\", StringComparison.Ordinal);", "ordinal on the device" },
        { "try { } catch (DivideByZeroException) { }", "a test before the arithmetic" },
        { "try { } catch (OverflowException) { }", "a test before the arithmetic" },
        { "Array.Sort(bytes);", "a loop" },
        { "Array.Resize(ref bytes, 3);", "Array.Copy" },
        { "Array.Reverse(bytes);", "a loop" },
        { "Array.Fill(bytes, (byte)1);", "a loop" },
        { "bytes = Array.Empty<byte>();", "`new byte[0]`" },
        { "text = text.Replace(\"a\", \"b\");", "StringBuilder.Replace" },
        { "text = string.Join(\",\", text);", "StringBuilder.Append" },
        { "bool b = string.IsNullOrWhiteSpace(text);", "string.IsNullOrEmpty" },
        { "bool b = char.IsDigit(text[0]);", "c >= '0'" },
        { "bool b = char.IsLetter(text[0]);", "comparisons with" },
        { "bytes = Encoding.ASCII.GetBytes(text);", "Encoding.UTF8" },
        { "text = Encoding.UTF8.GetString(bytes);", "GetString(bytes, 0, bytes.Length)" },
        { "text = Convert.ToHexString(bytes);", "nibbles" },
        { "var d = DateTime.Now;", "the time as a parameter" },
        { "any = Enum.Parse(typeof(Mode), \"On\");", "a switch over the names" },
        { "new Thread(() => { }).Start(1);", "a field the thread reads" },
        { "Task.Delay(1);", "returns when it wants to be called next" },
        { "var w = System.Diagnostics.Stopwatch.StartNew();", "the time as a parameter" },
        { "text = Guid.NewGuid().ToString(\"N\");", "what the device has, `Guid.ToString()`" },
        { "text.Frobnicate();", Advice.WhatIsListed },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void A_declaration_the_device_lacks_is_refused_on_its_line_with_advice(string source, string advice) => AssertRefused(source, advice);

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_the_device_lacks_is_refused_on_its_line_with_advice(string statement, string advice) =>
        AssertRefused(Snippet.Method(statement + " // refused"), advice);

    private static void AssertRefused(string source, string advice)
    {
        FirmwareBuild build = Snippet.Build(source);

        Assert.NotEmpty(build.Errors);
        IReadOnlyList<Violation> found = NanoGate.Judge(build);
        Assert.Equal(Snippet.Marked(source), found.Select(violation => violation.Line).Distinct());
        Assert.Contains(found, violation => violation.File == Snippet.File && violation.Instead.Contains(advice, StringComparison.Ordinal));
    }
}
